"""The archive: how long a closed case is kept, and its destruction when that time is over."""
