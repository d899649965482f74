package main

// report is what check and diff found, in the forms of their flag --format.
type report interface {
	Text() string
	JSON() ([]byte, error)
	JUnit() ([]byte, error)
}

// printReport prints a report in a format: text, json or junit.
func printReport(s *streams, format string, r report) error {
	data, err := []byte(r.Text()), error(nil)
	switch format {
	case "json":
		data, err = r.JSON()
	case "junit":
		data, err = r.JUnit()
	}
	if err == nil {
		_, err = s.out.Write(data)
	}
	return err
}
