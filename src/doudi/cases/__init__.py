"""From application to decision, by the policy's own procedure."""
