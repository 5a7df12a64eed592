package attachment

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/image/draw"
)

// scene is a made-up photo: blobs of light on a ground, the same for a seed.
func scene(seed uint64, w, h int) *image.RGBA {
	r := rand.New(rand.NewPCG(seed, 1))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{uint8(r.IntN(200)), uint8(r.IntN(200)), uint8(r.IntN(200)), 255}), image.Point{}, draw.Src)
	for range 14 {
		cx, cy, rad := r.Float64()*float64(w), r.Float64()*float64(h), (0.05+0.25*r.Float64())*float64(w)
		c := color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255}
		for y := range h {
			for x := range w {
				if dx, dy := float64(x)-cx, float64(y)-cy; dx*dx+dy*dy < rad*rad {
					img.SetRGBA(x, y, c)
				}
			}
		}
	}
	return img
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// claims is a PNG of a few bytes that says it is so large.
func claims(w, h uint32) []byte {
	head := make([]byte, 0, 64)
	head = append(head, "\x89PNG\r\n\x1a\n"...)
	body := append([]byte("IHDR"), 0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0)
	binary.BigEndian.PutUint32(body[4:], w)
	binary.BigEndian.PutUint32(body[8:], h)
	head = binary.BigEndian.AppendUint32(head, 13)
	head = append(head, body...)
	return binary.BigEndian.AppendUint32(head, crc32.ChecksumIEEE(body))
}

func TestAnUploadIsWhatItsBytesSay(t *testing.T) {
	t.Parallel()
	img := scene(1, 64, 48)
	var j, g bytes.Buffer
	if err := errors.Join(jpeg.Encode(&j, img, nil), gif.Encode(&g, img, nil)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		raw  []byte
		want error
	}{
		"PNG": {asPNG(t, img), nil}, "JPEG": {j.Bytes(), nil}, "GIF": {g.Bytes(), nil},
		"nothing": {nil, ErrNotPicture}, "a page": {[]byte("<svg onload=alert(1)>"), ErrNotPicture},
		"half a JPEG":     {j.Bytes()[:j.Len()/2], ErrNotPicture},
		"a bomb":          {claims(60_000, 60_000), ErrTooLarge},
		"a long bomb":     {claims(1, 4_000_000_000), ErrNotPicture},
		"8 MiB and a bit": {make([]byte, MaxUpload+1), ErrTooLarge},
	} {
		p, err := Look(c.raw)
		if !errors.Is(err, c.want) || err == nil && (p.Width != 64 || p.Height != 48) {
			t.Errorf("%s: got %dx%d, %v; want %v", name, p.Width, p.Height, err, c.want)
		}
	}
}

// Law: what is kept was drawn anew: nothing that stood in the file besides the
// pixels (a place, a script) is left, and it is no larger than a screen needs.
func TestWhatIsHiddenInAPictureIsNotKept(t *testing.T) {
	t.Parallel()
	p, err := Look(append(asPNG(t, scene(2, 3000, 500)), "<script>alert(1)</script> GPS 30.2,120.1"...))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(p.JPEG, []byte("script")) || bytes.Contains(p.JPEG, []byte("GPS")) || p.Width != keptSide || p.Height != 266 {
		t.Errorf("kept %dx%d, %d bytes", p.Width, p.Height, len(p.JPEG))
	}
}

// Law: a smaller, darker, pressed copy of a product's photo is the product's;
// another photo is nobody's. Near stands on these distances.
func TestAPhotoOfAProductIsFoundAmongHundreds(t *testing.T) {
	t.Parallel()
	const products, copies = 300, 60
	var catalogue []Seen
	for n := range products {
		catalogue = append(catalogue, Seen{string(rune(n)), hashOf(scene(uint64(n), 90, 90))})
	}
	found, wrong, worst, nearest := 0, 0, 0, 64
	for n := range copies {
		img := scene(uint64(n), 90, 90)
		small := image.NewRGBA(image.Rect(0, 0, 61, 67))
		draw.ApproxBiLinear.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
		for i := range small.Pix {
			if i%4 != 3 {
				small.Pix[i] = uint8(int(small.Pix[i]) * 7 / 10)
			}
		}
		var pressed bytes.Buffer
		if err := jpeg.Encode(&pressed, small, &jpeg.Options{Quality: 40}); err != nil {
			t.Fatal(err)
		}
		p, err := Look(pressed.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		worst = max(worst, p.Hash.Distance(catalogue[n].Hash))
		if m := Alike(p.Hash, catalogue); len(m) > 0 && m[0].Product == catalogue[n].Product {
			found++
		}
	}
	for n := range copies {
		h := hashOf(scene(uint64(10_000+n), 90, 90))
		for _, s := range catalogue {
			nearest = min(nearest, h.Distance(s.Hash))
		}
		if len(Alike(h, catalogue)) > 0 {
			wrong++
		}
	}
	t.Logf("%d of %d copies found, %d of %d strangers taken for a product; copies differ by up to %d bits, strangers by %d or more", found, copies, wrong, copies, worst, nearest)
	if found < copies*95/100 || wrong > copies/20 {
		t.Errorf("%d of %d copies found, %d strangers taken for a product", found, copies, wrong)
	}
}

func TestNothingLooksLikeAWhitePage(t *testing.T) {
	t.Parallel()
	white := image.NewRGBA(image.Rect(0, 0, 40, 40))
	draw.Draw(white, white.Bounds(), image.White, image.Point{}, draw.Src)
	h := hashOf(white)
	if m := Alike(h, []Seen{{"P1", h}}); len(m) != 0 {
		t.Errorf("got %v", m)
	}
}

func TestAVoiceMessageIsWhatItsBytesSay(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{"OggS....": "audio/ogg", "....ftypM4A ": "audio/mp4", "RIFF....WAVEfmt ": "audio/wav", "<html>": "", "": ""} {
		got, err := VoiceKind([]byte(raw))
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v", raw, got, err)
		}
	}
}

func TestAReadingIsTidied(t *testing.T) {
	t.Parallel()
	if got, want := tidy("亲 ， 订 单 YS2026 到 哪 了 ?\n\n | \n size  XL\n"), "亲，订单YS2026到哪了?\nsize XL"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzLook(f *testing.F) {
	f.Add(asPNG(f, scene(1, 8, 8)))
	f.Add(claims(50, 50))
	f.Add([]byte(strings.Repeat("\xff\xd8\xff", 20)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := Look(raw)
		if err != nil && !errors.Is(err, ErrNotPicture) && !errors.Is(err, ErrTooLarge) {
			t.Fatal(err)
		}
		if err == nil && (p.Width < 1 || p.Height < 1 || max(p.Width, p.Height) > keptSide || len(p.JPEG) == 0) {
			t.Fatalf("kept %dx%d", p.Width, p.Height)
		}
	})
}
