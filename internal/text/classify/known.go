package classify

// known is the features of one model: a key's number, or that it has none. It
// keeps half of each key, which with its place in the table is as good as all
// of it, and is fuller than a table that still grows: this lookup is most of a
// prediction, and a brand in memory is mostly its features.
type known struct {
	slots []knownSlot
}

type knownSlot struct {
	half uint32
	id   int32 // -1: free
}

func newKnown(n int) *known {
	k := &known{slots: make([]knownSlot, n+n/2+8)}
	for i := range k.slots {
		k.slots[i].id = -1
	}
	return k
}

// at is where the search for a key begins; half is what is kept of it.
func (k *known) at(key uint64) (i int, half uint32) {
	return int(key >> 32 * uint64(len(k.slots)) >> 32), uint32(key >> 4)
}

// put adds a key that is not there yet.
func (k *known) put(key uint64, id int32) {
	i, half := k.at(key)
	for k.slots[i].id >= 0 {
		if i++; i == len(k.slots) {
			i = 0
		}
	}
	k.slots[i] = knownSlot{half, id}
}

// get is the number of key, or -1.
func (k *known) get(key uint64) int32 {
	i, half := k.at(key)
	for {
		s := k.slots[i]
		if s.id < 0 || s.half == half {
			return s.id
		}
		if i++; i == len(k.slots) {
			i = 0
		}
	}
}
