package attachment

import (
	"cmp"
	"image"
	"math/bits"
	"slices"

	"golang.org/x/image/draw"
)

// Hash is how a picture looks: one bit for each of 64 places, whether it gets
// brighter to the right. Scaled, pressed or lightly edited copies differ in a
// few bits; another picture in about half of them.
type Hash uint64

// Near is how many bits may differ between two pictures of the same thing.
// Copies of a photo made smaller, darker and rougher differ in up to 7 of 64,
// unrelated ones in 14 or more (picture_test.go).
const Near = 10

func hashOf(img image.Image) Hash {
	const w, h = 9, 8
	small := image.NewGray(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
	var out Hash
	for y := range h {
		for x := range w - 1 {
			out <<= 1
			if small.GrayAt(x, y).Y < small.GrayAt(x+1, y).Y {
				out |= 1
			}
		}
	}
	return out
}

// Flat tells whether a picture has too little in it to be told from others: a
// white page, one colour.
func (h Hash) Flat() bool { n := bits.OnesCount64(uint64(h)); return n < 4 || n > 60 }

// Distance is in how many places two pictures differ.
func (h Hash) Distance(o Hash) int { return bits.OnesCount64(uint64(h ^ o)) }

// Seen is a product's picture by its looks.
type Seen struct {
	Product string
	Hash    Hash
}

// Match is a product that looks like a picture.
type Match struct {
	Product string
	Bits    int // in which they differ
}

// Alike lists the products that look like a picture, the nearest first, each
// once. Nothing looks like a flat picture.
func Alike(h Hash, catalogue []Seen) []Match {
	if h.Flat() {
		return nil
	}
	var out []Match
	for _, s := range catalogue {
		d := h.Distance(s.Hash)
		if d > Near || s.Hash.Flat() {
			continue
		}
		i := slices.IndexFunc(out, func(m Match) bool { return m.Product == s.Product })
		if i < 0 {
			out = append(out, Match{s.Product, d})
		} else {
			out[i].Bits = min(out[i].Bits, d)
		}
	}
	slices.SortStableFunc(out, func(a, b Match) int { return cmp.Or(a.Bits-b.Bits, cmp.Compare(a.Product, b.Product)) })
	return out
}
