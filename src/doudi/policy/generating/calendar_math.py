"""Completed years and months between days given as ordinals, in integers that Numba compiles as well."""

from __future__ import annotations


def civil(day: int) -> int:
    """A day's ordinal (1 is 0001-01-01) as `(year * 16 + month) * 32 + day of the month`."""
    # Years begin on 1 March here, so that a leap day is the last of its year.
    days = day + 305
    era = days // 146097
    of_era = days - era * 146097
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    of_month = of_year - (153 * month + 2) // 5 + 1
    late = month // 10
    return ((year + era * 400 + late) * 16 + month + 3 - 12 * late) * 32 + of_month


def years_between(start: int, end: int) -> int:
    """Completed years from one day to another; 0 when the end is before the start."""
    a, b = civil(start), civil(end)
    return max(b // 512 - a // 512 - (b % 512 < a % 512), 0)


def months_between(start: int, end: int) -> int:
    """Completed months from one day to another; 0 when the end is before the start."""
    a, b = civil(start), civil(end)
    return max((b // 512 - a // 512) * 12 + b // 32 % 16 - a // 32 % 16 - (b % 32 < a % 32), 0)
