package web

import (
	"embed"
	"io/fs"
	"mime"
	"path"
	"strings"
)

// all: because hashed asset names may begin with an underscore, which embed
// would leave out.
//
//go:embed all:dist
var embedded embed.FS

// site is where the builds write. dist itself holds only the committed
// placeholder, so that `go build` works, and git stays clean, with or without
// Node.
const site = "dist/site"

// Dist is the built site, or a file system with the placeholder alone when the
// screens were not built.
func Dist() fs.FS {
	root := "dist"
	if Built() {
		root = site
	}
	sub, err := fs.Sub(embedded, root)
	if err != nil {
		return embedded
	}
	return sub
}

// Built says whether the screens are in this copy of the program.
func Built() bool {
	_, err := fs.Stat(embedded, site+"/index.html")
	return err == nil
}

// File is one answer to a request for a path of the site.
type File struct {
	Body        []byte
	ContentType string
	Encoding    string // "br", "gzip" or "" as it is
	Immutable   bool   // its name changes with its content: cache it for good
}

// Lookup answers a path of the site: a file, the page of an app folder
// (/shop), or the app's page for a deep link, which the app's own router reads.
// ok is false where nothing is to be had: a missing file (a name with a dot
// must never be answered by a page) and every path of the API.
func Lookup(urlPath, acceptEncoding string) (File, bool) {
	return lookup(Dist(), Built(), urlPath, acceptEncoding)
}

func lookup(dist fs.FS, built bool, urlPath, acceptEncoding string) (File, bool) {
	name := strings.TrimPrefix(path.Clean("/"+urlPath), "/")
	if !built {
		if ownedByServer(name) || path.Ext(name) != "" {
			return File{}, false
		}
		return read(dist, "placeholder.html", acceptEncoding)
	}
	if path.Ext(name) != ".br" && path.Ext(name) != ".gz" {
		if file, ok := read(dist, name, acceptEncoding); ok {
			return file, true
		}
	}
	if file, ok := read(dist, path.Join(name, "index.html"), acceptEncoding); ok {
		return file, true // also the app itself, where name is empty
	}
	if ownedByServer(name) || path.Ext(name) != "" {
		return File{}, false
	}
	return read(dist, "index.html", acceptEncoding)
}

// ownedByServer names the first segments that are not the app's: an unknown
// path under them is a fault of the API's, never a page.
func ownedByServer(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	switch first {
	case "api", "live", "widget", "shop", "assets", "docs", "openapi.json", "metrics", "healthz", "readyz", "stripe", "admin":
		return true
	}
	return false
}

func read(dist fs.FS, name, acceptEncoding string) (File, bool) {
	body, err := fs.ReadFile(dist, name)
	if err != nil {
		return File{}, false
	}
	file := File{Body: body, ContentType: contentType(name), Immutable: strings.Contains("/"+name, "/assets/")}
	for _, packed := range []struct{ token, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !accepts(acceptEncoding, packed.token) {
			continue
		}
		if body, err := fs.ReadFile(dist, name+packed.suffix); err == nil {
			file.Body, file.Encoding = body, packed.token
			break
		}
	}
	return file, true
}

// accepts reads Accept-Encoding: a token is refused by q=0 (RFC 9110, 12.5.3).
func accepts(header, token string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), token) {
			continue
		}
		q := strings.ReplaceAll(params, " ", "")
		weight, weighed := strings.CutPrefix(q, "q=")
		return !weighed || strings.Trim(weight, ".0") != ""
	}
	return false
}

// contentType does not ask the machine's own tables first: they differ between
// machines, and a script sent as text/plain does not run.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".webmanifest":
		return "application/manifest+json"
	}
	if found := mime.TypeByExtension(path.Ext(name)); found != "" {
		return found
	}
	return "application/octet-stream"
}
