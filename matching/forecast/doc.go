// Package forecast says how many contacts each interval will bring, and how
// sure it is. It is a pure engine: no clock, no database; the same history
// gives the same forecast.
//
// It owns: reading a history row by row and refusing bad rows by name, the
// ordinary week (Make), sales events learned from past ones (Event), intervals
// that were tried on the past (Point.P10 to P90), and the correction inside a
// running event (Reforecast). It does not own how many agents that needs;
// that is matching/staffing.
//
// Words: a slot is a place in the wall-clock day of the brand ("09:30"); a day
// is a wall-clock day; the base is what an ordinary day would bring with sales
// events, outliers and broken days taken out; the guard is the plain mean of
// the same weekdays, and nothing is used that did not beat it on the past.
//
// Everything is keyed by date, weekday and slot and never by position, so a
// missing week or a change of daylight saving shifts nothing. A row that is
// missing means that the brand was closed.
package forecast
