"""Rate limits by name: `spend("reply", key)` at the one door of each verb."""

from tertulia.kit.limits.spending import forget_spending, spend
from tertulia.kit.limits.table import WrongLimits, rates

__all__ = ["WrongLimits", "forget_spending", "rates", "spend"]
