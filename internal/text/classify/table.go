package classify

// table numbers 64-bit features while a corpus is read: open addressing, half
// full at most, several times quicker than a map.
type table struct {
	keys []uint64 // 0: free
	ids  []int32
	used int
}

func newTable(want int) *table {
	size := 64
	for size < want*2 {
		size *= 2
	}
	return &table{keys: make([]uint64, size), ids: make([]int32, size)}
}

// add is the number of key, a new one when it has none yet.
func (t *table) add(key uint64) int32 {
	if t.used*2 >= len(t.keys) {
		t.grow()
	}
	mask := uint64(len(t.keys) - 1)
	i := key >> 4 & mask
	for ; t.keys[i] != 0; i = (i + 1) & mask {
		if t.keys[i] == key {
			return t.ids[i]
		}
	}
	id := int32(t.used)
	t.keys[i], t.ids[i] = key, id
	t.used++
	return id
}

func (t *table) grow() {
	bigger := newTable(len(t.keys))
	mask := uint64(len(bigger.keys) - 1)
	for j, key := range t.keys {
		if key == 0 {
			continue
		}
		i := key >> 4 & mask
		for bigger.keys[i] != 0 {
			i = (i + 1) & mask
		}
		bigger.keys[i], bigger.ids[i] = key, t.ids[j]
	}
	bigger.used = t.used
	*t = *bigger
}
