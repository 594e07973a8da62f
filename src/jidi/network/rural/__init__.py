"""The county–township–village network (县乡村三级寄递网络): designed, verified, explained.

The rules that a design must keep, once more in words (``verify`` holds designs to them):

- A village served is served by one line or one lane, on one of its patterns, within its window.
- A **line** leaves the centre, or an open station, stops at villages and comes back (定线); every
  village on it is visited on exactly its days (定时). What gathered since the visit before is on
  board: for each day, and after each stop, deliveries still aboard and collections together fit
  the vehicle. A run is no longer than the vehicle's range.
- A **feeder** is a run from the centre over stations, on days that hold every day the station
  must be fed. Each open station has exactly one feeder; it carries the station's own parcels and
  those of all villages served through it. Deliveries: what gathered since the feeder's run before.
  Collections: those of its villages' visits from the day of the feeder's run before to the day
  before this one (the feeder comes in the morning, lines go afterwards), and its own that
  gathered. An open station handles no more than its capacity, parcels a day both ways, mean over
  a week.
- Loading takes ``Centre.loading`` minutes before each departure and begins when the parcels are
  sorted: at the centre at ``ready``; at a station ``sorting`` minutes after its feeder's handover
  (on a line's or lane's days the feeder must run). Back at the centre by ``closes``, at a station
  within its hours.
- A **duty** is one vehicle with its driver (定人) and home depot; its runs start there and are of
  its type. On each day its runs do not overlap, loading included; the span from the first loading
  to the last return is within the shift; a span over ``break_after`` holds one idle stretch of
  ``break_minutes`` (between runs, or waiting at a stop). Every run belongs to exactly one duty.
- Where the problem allows **trips overnight**, stations beyond one shift (``Station.often``), and
  they alone, are fed by feeders that leave on one day, rest at one of their stations and come home
  on the next. Work of each day, loading included, is within the shift, with its break (on the
  road as well); the night is at least ``Overnight.rest``, and so is what a driver of such a duty
  has between two days of work at home. A station hands out what came on the day that the design
  names (``Night.handed``), the next one as a rule: what is loaded at the centre on one day is in
  the village on the next. Its lines leave on such days alone, when that is sorted. It is fed on at
  least ``often`` days a week. Vehicles may make one trip in turn (``Duty.turns``), each rested
  before it goes again. A night costs ``Overnight.night``; its rest is no working time.
  ``Overnight.worth`` is weighed by the search alone and no part of the cost.
- A **lane** carries, on each of its days, no more than its capacity: the larger of all deliveries
  and all collections that gathered. Loading before its departure, as for lines.
- Moments: ``departs`` and ``arrives`` are decided (a vehicle may wait at a stop before it serves
  it, not after), ``returns`` follows from them. A feeder's arrival is within the station's hours,
  a line's departure and return too. A village is visited within its window, by a lane as well.
- The cost is that of ``network.costs``, mean over a week. A run costs its km and its span, loading
  included, on each of its days; a duty one vehicle. Handling is paid at the centre for every parcel
  of a village served and of an open station, and once more at the station for its own and those of
  villages served through it. A village's parcels a day pay its point, and its lane, where it has
  one. Emissions: g a km of runs, g a parcel of lanes.
"""
