package web

import (
	"testing"
	"testing/fstest"
)

var shelf = fstest.MapFS{
	"index.html":            {Data: []byte("app")},
	"index.html.br":         {Data: []byte("app br")},
	"assets/app-1a2b.js":    {Data: []byte("js")},
	"assets/app-1a2b.js.gz": {Data: []byte("js gz")},
	"widget/v1.js":          {Data: []byte("widget")},
	"shop/index.html":       {Data: []byte("shop")},
}

// Law: a deep link opens the app, a missing file is missing, and no path of the
// API is ever answered by a page.
func TestAPathIsAnsweredByItsFileItsFolderOrTheApp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path, accept, body, encoding string
		immutable, found             bool
	}{
		{"/", "", "app", "", false, true},
		{"/", "gzip, deflate, br", "app br", "br", false, true},
		{"/", "br;q=0, gzip", "app", "", false, true},
		{"/", "br; q=0.0", "app", "", false, true},
		{"/", "br;q=0.5", "app br", "br", false, true},
		{"/brand/requests/7", "", "app", "", false, true},
		{"/brand/../agent", "", "app", "", false, true},
		{"/assets/app-1a2b.js", "br, gzip", "js gz", "gzip", true, true},
		{"/assets/app-0000.js", "br, gzip", "", "", false, false},
		{"/assets/app-1a2b.js.gz", "", "", "", false, false},
		{"/widget/v1.js", "", "widget", "", false, true},
		{"/widget/v1/chats", "", "", "", false, false},
		{"/shop", "", "shop", "", false, true},
		{"/shop/", "", "shop", "", false, true},
		{"/api/v1/unknown", "", "", "", false, false},
		{"/favicon.ico", "", "", "", false, false},
		{"/../../etc/passwd", "", "app", "", false, true},
	} {
		file, ok := lookup(shelf, true, c.path, c.accept)
		if ok != c.found || string(file.Body) != c.body || file.Encoding != c.encoding || file.Immutable != c.immutable {
			t.Errorf("lookup(%q, %q) = %q %q immutable=%v found=%v, want %q %q %v %v",
				c.path, c.accept, file.Body, file.Encoding, file.Immutable, ok, c.body, c.encoding, c.immutable, c.found)
		}
	}
}

// Law: a copy built without the screens says so on every page, and stays
// silent on the API.
func TestACopyWithoutScreensShowsThePlaceholder(t *testing.T) {
	t.Parallel()
	bare := fstest.MapFS{"placeholder.html": {Data: []byte("how to build")}}
	if file, ok := lookup(bare, false, "/agent/desk", "br"); !ok || string(file.Body) != "how to build" {
		t.Errorf("lookup(/agent/desk) = %q, %v, want the placeholder", file.Body, ok)
	}
	if file, ok := lookup(bare, false, "/api/v1/me", ""); ok {
		t.Errorf("lookup(/api/v1/me) = %q, want nothing", file.Body)
	}
}

// Law: whatever this copy holds, its first page is there.
func TestTheFirstPageIsAlwaysThere(t *testing.T) {
	t.Parallel()
	if file, ok := Lookup("/", ""); !ok || len(file.Body) == 0 || file.ContentType != "text/html; charset=utf-8" {
		t.Errorf("Lookup(/) = %d bytes of %q, %v, want a page", len(file.Body), file.ContentType, ok)
	}
}
