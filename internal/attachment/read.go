package attachment

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os/exec"
	"strings"
	"time"
	"unicode"

	"golang.org/x/image/draw"
)

// Reader reads what is written in pictures, with a program beside ours
// (tesseract). A nil one reads nothing.
type Reader struct {
	bin   string
	langs string
	turn  chan struct{} // one reading a copy of the program: it takes half a second of a core
}

// Limits of a reading.
const (
	readWithin = 6 * time.Second
	maxWords   = 2000
	maxRead    = 4_000_000 // pixels after enlarging
)

// FindReader looks for the program; nil when it is not installed, or has no
// Chinese.
func FindReader(ctx context.Context) *Reader {
	bin, err := exec.LookPath("tesseract")
	if err != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	out, err := exec.CommandContext(ctx, bin, "--list-langs").CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("chi_sim")) {
		return nil
	}
	r := &Reader{bin: bin, langs: "chi_sim+eng", turn: make(chan struct{}, 1)}
	r.turn <- struct{}{}
	return r
}

// Words is what stands in a picture, "" when nothing does or nothing can be
// read here. An error is of the program beside ours; the picture is as good
// without its words.
func (r *Reader) Words(ctx context.Context, p Picture) (string, error) {
	if r == nil || p.drawn == nil {
		return "", nil
	}
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	select {
	case <-r.turn:
		defer func() { r.turn <- struct{}{} }()
	case <-ctx.Done():
		return "", nil // others are read; this one goes without
	}
	var in bytes.Buffer
	if err := png.Encode(&in, legible(p.drawn)); err != nil {
		return "", fmt.Errorf("write picture for reading: %w", err)
	}
	cmd := exec.CommandContext(ctx, r.bin, "stdin", "stdout", "-l", r.langs, "--psm", "6")
	cmd.Stdin, cmd.Env = &in, []string{"OMP_THREAD_LIMIT=1"}
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("read picture: %w", err)
	}
	return tidy(string(out)), nil
}

// legible doubles a picture and makes it black on white, which took the errors
// of screenshots from 30 in a hundred characters to about one.
func legible(img image.Image) *image.Gray {
	b := img.Bounds()
	scale := 2
	for scale > 1 && b.Dx()*b.Dy()*scale*scale > maxRead {
		scale--
	}
	big := image.NewGray(image.Rect(0, 0, b.Dx()*scale, b.Dy()*scale))
	draw.CatmullRom.Scale(big, big.Bounds(), img, b, draw.Src, nil)
	cut := otsu(big)
	dark := 0
	for i, v := range big.Pix {
		if v <= cut {
			big.Pix[i] = 0
			dark++
		} else {
			big.Pix[i] = 255
		}
	}
	if dark*2 > len(big.Pix) { // light letters on a dark ground
		for i, v := range big.Pix {
			big.Pix[i] = 255 - v
		}
	}
	return big
}

// otsu is the brightness that parts a picture best into dark and light.
func otsu(img *image.Gray) uint8 {
	var count [256]int
	sum := 0
	for _, v := range img.Pix {
		count[v]++
		sum += int(v)
	}
	best, cut := -1.0, color.Gray{Y: 127}.Y
	below, sumBelow := 0, 0
	for v := range 256 {
		below += count[v]
		sumBelow += v * count[v]
		above := len(img.Pix) - below
		if below == 0 || above == 0 {
			continue
		}
		d := float64(sumBelow)/float64(below) - float64(sum-sumBelow)/float64(above)
		if s := float64(below) * float64(above) * d * d; s > best {
			best, cut = s, uint8(v)
		}
	}
	return cut
}

// tidy takes out what a reading adds: spaces between Chinese characters, empty
// lines, lines of specks.
func tidy(s string) string {
	var lines []string
	for line := range strings.Lines(s) {
		var b strings.Builder
		r := []rune(strings.Join(strings.Fields(line), " "))
		seen := 0
		for i, c := range r {
			if c == ' ' && i > 0 && i+1 < len(r) && (wide(r[i-1]) || wide(r[i+1])) {
				continue
			}
			if unicode.IsLetter(c) || unicode.IsDigit(c) {
				seen++
			}
			b.WriteRune(c)
		}
		if seen >= 2 {
			lines = append(lines, b.String())
		}
	}
	out := []rune(strings.ToValidUTF8(strings.Join(lines, "\n"), ""))
	return string(out[:min(len(out), maxWords)])
}

func wide(r rune) bool { return unicode.Is(unicode.Han, r) || r >= 0x3000 && r < 0x3040 || r >= 0xff00 }
