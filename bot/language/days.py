"""Counting days the way people do: "next tuesday", "the 14th", "3 December". It knows dates, not words."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

# A month and day that passed less than this long ago is taken to be the one that passed, with next year's as the other.
JUST_PASSED = timedelta(days=90)

Date = date  # a name for the type where a field is called date


class NoSuchDay(ValueError):
    """The calendar has no such day, as the 30th of February."""


class WhichDay(ValueError):
    """A stretch of days was named, not a day: "next week", "in December"."""


@dataclass(frozen=True)
class Day:
    """A day that was meant. `others` are days it could also be; `time` and `part` are set where the words fix them."""

    date: date
    certain: bool = True
    others: tuple[Date, ...] = ()
    time: time | None = None
    part: str | None = None


@dataclass(frozen=True)
class Today:
    """Where the counting starts. `looking_back` is true when the talk is about something that has been."""

    now: datetime
    looking_back: bool = False

    @property
    def day(self) -> date:
        return self.now.date()

    def in_days(self, count: int, certain: bool = True) -> Day:
        return Day(self._add(days=count), certain)

    def in_months(self, count: int, certain: bool = True) -> Day:
        return Day(self._add(months=count), certain)

    def in_minutes(self, count: int) -> Day:
        moment = self.now + timedelta(minutes=count)
        return Day(moment.date(), time=moment.time().replace(second=0, microsecond=0))

    def weekday(self, weekday: int) -> Day:
        """A weekday said alone: the coming one. Said on that same weekday it could be today."""
        ahead = (weekday - self.day.weekday()) % 7
        if self.looking_back:
            return self.last_weekday(weekday) if ahead else Day(self.day, others=(self._add(days=-7),))
        if ahead == 0:
            return Day(self._add(days=7), others=(self.day,))
        return Day(self._add(days=ahead))

    def this_weekday(self, weekday: int) -> Day:
        return Day(self._add(days=(weekday - self.day.weekday()) % 7))

    def coming_weekday(self, weekday: int, weeks: int = 0) -> Day:
        """The first such weekday after today, and `weeks` more."""
        return Day(self._add(days=((weekday - self.day.weekday() - 1) % 7) + 1 + 7 * weeks))

    def next_weekday(self, weekday: int) -> Day:
        """ "Next": in next week. Where the coming one is still in this week, people mean either: both are kept."""
        coming = self.coming_weekday(weekday).date
        later = coming + timedelta(days=7)
        if coming <= self._end_of_week() and weekday != self.day.weekday():
            return Day(later, others=(coming,))
        if self.day.weekday() == 6 and coming.weekday() != 6:  # on a Sunday the week to come is both "this" and "next"
            return Day(coming, others=(later,))
        return Day(coming)

    def last_weekday(self, weekday: int) -> Day:
        return Day(self._add(days=-(((self.day.weekday() - weekday - 1) % 7) + 1)))

    def weekday_of_week(self, weekday: int, weeks: int) -> Day:
        """That weekday of this week (0), next week (1), last week (-1); weeks begin on Monday."""
        return Day(self._add(days=weekday - self.day.weekday() + 7 * weeks))

    def day_of_month(self, day: int) -> Day:
        """ "The 14th": the coming one (or the last one, looking back), in the first month that has such a day."""
        if not 1 <= day <= 31:
            raise NoSuchDay(str(day))
        step = -1 if self.looking_back else 1
        for months in range(0, 4):
            first = self.day.replace(day=1) + relativedelta(months=step * months)
            if day > calendar.monthrange(first.year, first.month)[1]:
                continue
            found = first.replace(day=day)
            if found == self.day:
                return Day(found, others=(self._same_day_next_month(found),))
            if (found < self.day) == self.looking_back:
                return Day(found)
        raise NoSuchDay(str(day))  # not reached: every second month has 31 days

    def day_in_month(self, day: int, months: int) -> Day:
        """That day of the month `months` from now."""
        first = self._first_of_month(months)
        return self.full_date(first.year, first.month, day)

    def month_day(self, month: int, day: int) -> Day:
        """A month and day without a year: the coming one, unless it passed just now."""
        if month == 2 and day == 29:
            year = next(year for year in range(self.day.year, self.day.year + 9) if calendar.isleap(year))
            coming = self.full_date(year, 2, 29).date
            return Day(coming) if coming >= self.day else Day(coming.replace(year=coming.year + 4))
        this_year = self.full_date(self.day.year, month, day).date
        if this_year < self.day:
            next_year = this_year.replace(year=this_year.year + 1)
            if self.looking_back:
                return Day(this_year)
            if self.day - this_year < JUST_PASSED:
                return Day(this_year, others=(next_year,))
            return Day(next_year)
        if self.looking_back and this_year > self.day:
            return Day(this_year.replace(year=this_year.year - 1))
        return Day(this_year)

    def full_date(self, year: int, month: int, day: int) -> Day:
        """Raises NoSuchDay where the calendar has none."""
        if year < 100:
            year += 2000
        if not (1 <= month <= 12 and 1900 <= year <= 2200 and 1 <= day <= calendar.monthrange(year, month)[1]):
            raise NoSuchDay(f"{year}-{month}-{day}")
        return Day(date(year, month, day))

    def nth_weekday(self, nth: int, weekday: int, month: int, year: int) -> Day:
        """The first (1) to fourth (4) or last (5) such weekday of a month."""
        length = calendar.monthrange(year, month)[1]
        days = [day for day in range(1, length + 1) if date(year, month, day).weekday() == weekday]
        return Day(date(year, month, days[-1] if nth >= 5 else days[nth - 1]))

    def nth_weekday_ahead(self, nth: int, weekday: int, month: int | None = None, months: int = 0) -> Day:
        """The same in the coming month of that number, or in the month `months` from now."""
        if month is None:
            first = self._first_of_month(months)
            return self.nth_weekday(nth, weekday, first.month, first.year)
        found = self.nth_weekday(nth, weekday, month, self.day.year)
        return found if found.date >= self.day else self.nth_weekday(nth, weekday, month, self.day.year + 1)

    def end_of_month(self, months: int = 0, month: int | None = None) -> Day:
        """The last day of the month, said loosely ("the end of the month")."""
        first = self._first_of_month(months) if month is None else self.month_day(month, 1).date
        if month == self.day.month:
            first = self.day.replace(day=1)
        return Day(first.replace(day=calendar.monthrange(first.year, first.month)[1]), certain=False)

    def day_after(self, day: Day, count: int) -> Day:
        """`count` days after `day` (before it when negative)."""
        return Day(day.date + timedelta(days=count), day.certain, tuple(o + timedelta(days=count) for o in day.others))

    def _add(self, days: int = 0, months: int = 0) -> date:
        try:
            return self.day + relativedelta(days=days, months=months)
        except (ValueError, OverflowError):
            raise NoSuchDay(f"{days} days, {months} months from today") from None

    def _end_of_week(self) -> date:
        return self.day + timedelta(days=6 - self.day.weekday())

    def _first_of_month(self, months: int) -> date:
        return self.day.replace(day=1) + relativedelta(months=months)

    @staticmethod
    def _same_day_next_month(day: date) -> date:
        later = day + relativedelta(months=1)
        return later if later.day == day.day else later + timedelta(days=1)
