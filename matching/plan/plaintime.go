package plan

import "math"

// plainTime reads an RFC 3339 time to the second. It is not asked to tell what
// is wrong with another.
func plainTime(b []byte) (at Second, ok bool) {
	if len(b) != len("2026-11-11T08:00:00Z") && len(b) != len("2026-11-11T08:00:00+08:00") {
		return 0, false
	}
	if b[4] != '-' || b[7] != '-' || b[10] != 'T' || b[13] != ':' || b[16] != ':' {
		return 0, false
	}
	wrong := false
	two := func(i, least, most int) int64 {
		x, y := b[i]-'0', b[i+1]-'0' // below '0' wraps around to a lot
		n := int(x)*10 + int(y)
		wrong = wrong || x > 9 || y > 9 || n < least || n > most
		return int64(n)
	}
	year := two(0, 19, 21)*100 + two(2, 0, 99)
	month := two(5, 1, 12)
	day := two(8, 1, 31)
	clock := two(11, 0, 23)*3600 + two(14, 0, 59)*60 + two(17, 0, 59)
	offset := int64(0)
	switch {
	case len(b) == 25 && b[22] == ':' && (b[19] == '+' || b[19] == '-'):
		offset = two(20, 0, 14)*3600 + two(23, 0, 59)*60
		if b[19] == '-' {
			offset = -offset
		}
	case len(b) != 20 || b[19] != 'Z':
		return 0, false
	}
	if wrong || year < 1970 || year > latestYear || day > daysIn(year, month) {
		return 0, false
	}
	unix := daysBefore(year, month)*86400 + (day-1)*86400 + clock - offset
	if unix < 0 || unix > math.MaxUint32 {
		return 0, false
	}
	return Second(unix), true
}

func leap(year int64) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysIn(year, month int64) int64 {
	switch {
	case month == 2 && leap(year):
		return 29
	case month == 2:
		return 28
	case month == 4, month == 6, month == 9, month == 11:
		return 30
	}
	return 31
}

// before are the days of a common year before each month.
var before = [12]int64{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}

// daysBefore are the days from 1970 to the first of a month.
func daysBefore(year, month int64) int64 {
	past := year - 1
	leaps := past/4 - past/100 + past/400 - (1969/4 - 1969/100 + 1969/400)
	days := (year-1970)*365 + leaps + before[month-1]
	if month > 2 && leap(year) {
		days++
	}
	return days
}
