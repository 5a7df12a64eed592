package rate

import (
	"crypto/sha256"
	"encoding/hex"
)

// BlockFacts is how many facts a block holds.
const BlockFacts = 4096

// ChainHash is the hash of a block: over the block before it, its number and
// its facts' leaves in order. Nothing in it can be changed, swapped or left out
// without this hash, and every later one, changing too.
func ChainHash(prev string, n int64, leaves []Hash) string {
	h := sha256.New()
	h.Write(canonical(nil).text("block").whole(n).text(prev))
	for i := range leaves {
		h.Write(leaves[i][:])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// CorrectionLeaf is the hash of one correction by itself.
func CorrectionLeaf(x *Correction) Hash {
	return sha256.Sum256(append(canonical{}, leafMark).correction(x))
}

// BookingLeaf is the hash of one booking.
func BookingLeaf(b *Booking) Hash {
	return sha256.Sum256(append(canonical{}, leafMark).booking(b))
}

// ExcusalLeaf is the hash of one excusal.
func ExcusalLeaf(e *Excusal) Hash {
	return sha256.Sum256(append(canonical{}, leafMark).excusal(e))
}

// DayRoot is what is printed for a day: the Merkle root over its blocks.
func DayRoot(blocks []string) (string, error) {
	leaves := make([]Hash, len(blocks))
	for i, b := range blocks {
		raw, err := hex.DecodeString(b)
		if err != nil || len(raw) != sha256.Size {
			return "", ErrEvidence.With("block hash %q is not one", b)
		}
		leaves[i] = Hash(raw)
	}
	return hexRoot(Root(leaves)), nil
}
