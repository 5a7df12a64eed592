package attachment

import (
	"image"
	"image/color"
	"os"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// letters draws lines as a chat screenshot would show them.
func letters(t *testing.T, lines ...string) image.Image {
	t.Helper()
	raw, err := os.ReadFile("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
	if err != nil {
		t.Skip("no font with Chinese letters here: ", err)
	}
	all, err := opentype.ParseCollection(raw)
	if err != nil {
		t.Fatal(err)
	}
	sc, err := all.Font(2) // the third of the collection is simplified Chinese
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(sc, &opentype.FaceOptions{Size: 26, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewRGBA(image.Rect(0, 0, 520, 60*len(lines)+20))
	for i := range img.Pix {
		img.Pix[i] = 245
	}
	d := font.Drawer{Dst: img, Src: image.NewUniform(color.RGBA{60, 60, 60, 255}), Face: face}
	for i, s := range lines {
		d.Dot = fixed.P(20, 60*i+45)
		d.DrawString(s)
	}
	return img
}

// The reader is a program beside ours: without it a picture has no words, and
// nothing else changes.
func TestWhatStandsInAScreenshotIsRead(t *testing.T) {
	if testing.Short() {
		t.Skip("starts another program")
	}
	t.Parallel()
	r := FindReader(t.Context())
	if r == nil {
		t.Skip("tesseract with chi_sim is not installed")
	}
	p, err := Look(asPNG(t, letters(t, "订单号 YS20261111001", "什么时候发货", "退款 129 元")))
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Words(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"YS20261111001", "什么时候发货", "129"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in what was read:\n%s", want, got)
		}
	}
}

func TestWithoutTheProgramAPictureHasNoWords(t *testing.T) {
	t.Parallel()
	var none *Reader
	if got, err := none.Words(t.Context(), Picture{}); got != "" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}
