package plan

// A slot may ask for people on standby: paid to be ready, at the same time and
// with the same tags. They are seats of a slot of their own, beside the first
// and named for it. A missing one costs a tenth of a missing agent, so that
// nobody stands by while somebody is missing at work.
const (
	standbySuffix = "/standby"
	standbyShare  = 0.1
)

// ready is the slot of the standby seats of s.
func ready(s Slot, seats int) Slot {
	s.ID += standbySuffix
	s.Need = seats
	s.Priority *= standbyShare
	return s
}
