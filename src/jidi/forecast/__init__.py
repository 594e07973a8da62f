"""Floor 3: what figures and returns say of the years to come.

``yearly_record`` and ``monthly_record`` make series out of published figures; ``yearly_outlook``
forecasts a few yearly points, ``monthly_outlook`` months by a contest of methods; ``chance_of``
asks a distribution how likely conditions are to hold.
"""

from jidi.forecast.chain import yearly_record
from jidi.forecast.chance import Chance, Requirement, chance_of
from jidi.forecast.contest import monthly_outlook
from jidi.forecast.law import Prior, prior_of
from jidi.forecast.months import monthly_record
from jidi.forecast.outlook import Outlook, Step, Trial
from jidi.forecast.point import Aside, Figure, How, LeftOut, Link, Point, Record
from jidi.forecast.years import points_needed, yearly_outlook

__all__ = [
    "Aside",
    "Chance",
    "Figure",
    "How",
    "LeftOut",
    "Link",
    "Outlook",
    "Point",
    "Prior",
    "Record",
    "Requirement",
    "Step",
    "Trial",
    "chance_of",
    "monthly_outlook",
    "monthly_record",
    "points_needed",
    "prior_of",
    "yearly_outlook",
    "yearly_record",
]
