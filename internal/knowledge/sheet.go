package knowledge

import (
	"archive/zip"
	"bytes"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Limits of a workbook. It is a zip of XML: what it unpacks to is judged before
// anything of it is unpacked, and again while it is read, because a zip may lie
// about its sizes.
const (
	maxSheetFile = 10 << 20
	maxUnpacked  = 128 << 20
	maxOnePart   = 64 << 20
	maxParts     = 2000
)

// ReadSheet reads articles from the first sheet of an XLSX workbook that holds
// a table. It returns ErrSheet, ErrTable and ErrTooLarge.
func ReadSheet(b []byte) ([]Row, error) {
	if len(b) > maxSheetFile {
		return nil, ErrTooLarge.With("a workbook of at most %d MB was expected", maxSheetFile>>20)
	}
	if err := unpacks(b); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxOnePart})
	if err != nil {
		return nil, ErrSheet.With("an XLSX workbook was expected: %.120s", err)
	}
	defer f.Close()
	for _, name := range f.GetSheetList() {
		t, err := readSheet(f, name)
		if err != nil {
			return nil, err
		}
		if t.at != nil {
			return t.done()
		}
	}
	return nil, ErrSheet.With("a sheet with a head such as question,answer was expected; every sheet is empty")
}

// unpacks refuses a zip that says itself that it is a bomb.
func unpacks(b []byte) error {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return ErrSheet.With("an XLSX workbook was expected; the file is no zip")
	}
	if len(z.File) > maxParts {
		return ErrTooLarge.With("a workbook of at most %d parts was expected, got %d", maxParts, len(z.File))
	}
	var total uint64
	for _, part := range z.File {
		if strings.Contains(part.Name, "..") {
			return ErrSheet.With("the workbook names a part outside itself")
		}
		total += part.UncompressedSize64
		if part.UncompressedSize64 > maxOnePart || total > maxUnpacked {
			return ErrTooLarge.With("a workbook that unpacks to at most %d MB was expected", maxUnpacked>>20)
		}
	}
	return nil
}

func readSheet(f *excelize.File, name string) (table, error) {
	t := table{}
	rows, err := f.Rows(name)
	if err != nil {
		return t, ErrSheet.With("sheet %.40q: %.120s", name, err)
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return t, ErrSheet.With("sheet %.40q: line %d: %.120s", name, line, err)
		}
		if err := t.take(line, cells); err != nil {
			return t, err
		}
	}
	if err := rows.Error(); err != nil {
		return t, ErrSheet.With("sheet %.40q: %.120s", name, err)
	}
	return t, nil
}
