// Package calendar writes shifts as iCalendar (RFC 5545), for a file to
// download or an address to subscribe to. It is pure: no database, no clock.
//
// A time is written as the wall clock of its own zone, with a VTIMEZONE that
// carries the offsets which hold around the entries, taken from the zone's own
// rules. So a program that does not know the zone's name shows the right
// instant, and one that does shows the brand's wall clock.
package calendar
