package scenario

import (
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// notReturned is the line count that the vendor's page calls «this version does
// not return it».
const notReturned = -1

func detailObject() object[Detail] {
	files := list("a list of files", fileObject().kind())
	return object[Detail]{
		name: "jobDetail", noun: "a jobDetail",
		doc: "The files of an import. A list that is left out is null in the answer.",
		fields: []field[Detail]{
			key("vertexsetPath", files, func(d *Detail) *[]File { return &d.Vertexset },
				"The vertex files."),
			key("edgesetPath", files, func(d *Detail) *[]File { return &d.Edgeset },
				"The edge files."),
			key("schemaPath", files, func(d *Detail) *[]File { return &d.Schema },
				"The schema files."),
		},
	}
}

func fileObject() object[File] {
	lines := optional(whole[int64](notReturned, 1<<53))
	return object[File]{
		name: "file", noun: "a file",
		doc: "One file of an import.",
		fields: []field[File]{
			key("path", line(1024), func(f *File) *string { return &f.Path },
				"Bucket, folder and file, without the endpoint.").need().like("hkmovie/edge.csv"),
			key("log", nullable(optional(line(1024))), func(f *File) **string { return &f.Log },
				"The log of the import of this file; null when left out.").byDefault(nil),
			key("cause", nullable(optional(prose(4096))), func(f *File) **string { return &f.Cause },
				"Why the file, or some of its lines, were not imported; null when left out."),
			key("status", words("a file status", ges.FileStatuses()...), func(f *File) *ges.FileStatus { return &f.Status },
				"How the import of this file ended. Default: success or failed as the job's outcome; in a job that ends partiallyFailed as the line counts say, else partFailed for vertex and edge files and success for schema files."),
			key("totalLines", lines, func(f *File) **int64 { return &f.Total },
				"The number of lines; -1 stands for a version that does not return it. Absent when left out.").like(1659),
			key("failedLines", lines, func(f *File) **int64 { return &f.Failed },
				"The number of lines that were not imported; -1 as in totalLines.").like(450),
			key("successfulLines", lines, func(f *File) **int64 { return &f.Successful },
				"The number of lines that were imported; -1 as in totalLines.").like(1209),
		},
	}
}

// imply gives the files that have no status the one that the job's outcome
// implies.
func (d *Detail) imply(outcome ges.Status) {
	for _, list := range []struct {
		files   []File
		partial ges.FileStatus // in a job that failed in part
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

// Completed is a copy of the detail for a job with an outcome: a file without a
// status has the one that the outcome implies.
func (d *Detail) Completed(outcome ges.Status) *Detail {
	c := &Detail{slices.Clone(d.Vertexset), slices.Clone(d.Edgeset), slices.Clone(d.Schema)}
	c.imply(outcome)
	return c
}

// Implied is a copy of the detail for a job with another outcome: the same
// files, with the statuses that the outcome implies and nothing else.
func (d *Detail) Implied(outcome ges.Status) *Detail {
	c := &Detail{slices.Clone(d.Vertexset), slices.Clone(d.Edgeset), slices.Clone(d.Schema)}
	for _, files := range [...][]File{c.Vertexset, c.Edgeset, c.Schema} {
		for i := range files {
			files[i] = File{Path: files[i].Path}
		}
	}
	c.imply(outcome)
	return c
}

// byLines is the status that a file's line counts tell, if they do.
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
