package fault

// What more than one domain refuses, and means the same by: declared once, so
// that a code has one sentence wherever it comes from.
var (
	NoAppeal      = New(NotFound, "appeal_unknown", "there is no such appeal")
	AppealDecided = New(Conflict, "appeal_decided", "the appeal is decided already")
	NoReason      = New(Invalid, "reason_missing", "say why: whoever it concerns is told")
	Cursor        = New(Invalid, "cursor_wrong", "the cursor is not one that this list gave")
)
