package scenario

import (
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// notReturned is the line count that means «this version does not return it» on the
// vendor's page.
const notReturned = -1

func detailObject() format.Object[Detail] {
	files := format.List("a list of files", fileObject().Kind())
	return format.Object[Detail]{
		Name: "jobDetail", Noun: "a jobDetail",
		Hints: detailHints(),
		Doc:   "The files of an import. A list that is left out is null in the answer.",
		Fields: []format.Field[Detail]{
			format.Key("vertexsetPath", files, func(d *Detail) *[]File { return &d.Vertexset },
				"The vertex files."),
			format.Key("edgesetPath", files, func(d *Detail) *[]File { return &d.Edgeset },
				"The edge files."),
			format.Key("schemaPath", files, func(d *Detail) *[]File { return &d.Schema },
				"The schema files."),
		},
	}
}

func fileObject() format.Object[File] {
	lines := format.Optional(format.Integer[int64](notReturned, 1<<53))
	return format.Object[File]{
		Name: "file", Noun: "a file",
		Hints: fileHints(),
		Doc:   "One file of an import.",
		Fields: []format.Field[File]{
			format.Key("path", format.Line(1024), func(f *File) *string { return &f.Path },
				"Bucket, folder and file, without the endpoint.").Required().Examples("hkmovie/edge.csv"),
			format.Key("log", format.Nullable(format.Optional(format.Line(1024))), func(f *File) **string { return &f.Log },
				"The log of the import of this file; null when left out.").Default(nil),
			format.Key("cause", format.Nullable(format.Optional(format.Prose(4096))), func(f *File) **string { return &f.Cause },
				"Why the file, or some of its lines, were not imported; null when left out."),
			format.Key("status", format.Enum("a file status", ges.FileStatuses()...), func(f *File) *ges.FileStatus { return &f.Status },
				"How the import of this file ended. Default: success or failed as the job's outcome; in a job that ends partiallyFailed as the line counts say, else partFailed for vertex and edge files and success for schema files."),
			format.Key("totalLines", lines, func(f *File) **int64 { return &f.Total },
				"The number of lines; -1 stands for a version that does not return it. Absent when left out.").Examples(1659),
			format.Key("failedLines", lines, func(f *File) **int64 { return &f.Failed },
				"The number of lines that were not imported; -1 as in totalLines.").Examples(450),
			format.Key("successfulLines", lines, func(f *File) **int64 { return &f.Successful },
				"The number of lines that were imported; -1 as in totalLines.").Examples(1209),
		},
	}
}

// imply sets the status of files without one to the status implied by the job's
// outcome.
func (d *Detail) imply(outcome ges.Status) {
	for _, list := range []struct {
		files   []File
		partial ges.FileStatus // in a partiallyFailed job
	}{
		{d.Vertexset, ges.FilePartFailed},
		{d.Edgeset, ges.FilePartFailed},
		{d.Schema, ges.FileSuccess},
	} {
		for i := range list.files {
			f := &list.files[i]
			switch {
			case f.Status != "":
			case outcome == ges.Failed:
				f.Status = ges.FileFailed
			case outcome == ges.PartiallyFailed:
				f.Status = f.byLines(list.partial)
			default:
				f.Status = ges.FileSuccess
			}
		}
	}
}

// Completed returns the detail for a job with an outcome: a file without a status gets
// the one implied by the outcome. It returns d itself if every file has a status.
func (d *Detail) Completed(outcome ges.Status) *Detail {
	if d == nil || !d.lacksStatus() {
		return d
	}
	c := &Detail{slices.Clone(d.Vertexset), slices.Clone(d.Edgeset), slices.Clone(d.Schema)}
	c.imply(outcome)
	return c
}

// lacksStatus reports whether any file has no status of its own.
func (d *Detail) lacksStatus() bool {
	for _, files := range [...][]File{d.Vertexset, d.Edgeset, d.Schema} {
		if slices.ContainsFunc(files, func(f File) bool { return f.Status == "" }) {
			return true
		}
	}
	return false
}

// byLines returns the status that follows from a file's line counts, or otherwise.
func (f *File) byLines(otherwise ges.FileStatus) ges.FileStatus {
	switch {
	case f.Failed == nil || *f.Failed == notReturned:
		return otherwise
	case *f.Failed == 0:
		return ges.FileSuccess
	case f.Total != nil && *f.Total == *f.Failed, f.Successful != nil && *f.Successful == 0:
		return ges.FileFailed
	default:
		return ges.FilePartFailed
	}
}
