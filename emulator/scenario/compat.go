package scenario

import "github.com/ges-emulator/ges-emulator/emulator/format"

func compatObject() format.Object[Compat] {
	return format.Object[Compat]{
		Name: "compat", Noun: "a set of compat switches",
		Hints: compatHints(),
		Doc:   "Switches between readings of the vendor's pages. The defaults are the reading of the page that is emulated.",
		Blank: DefaultCompat(),
		Fields: []format.Field[Compat]{
			format.Key("order", format.Enum("an order", OldestFirst, NewestFirst), func(c *Compat) *string { return &c.Order },
				"The order of the list, by begin time and then by jobId. The vendor's sample is oldest first, its console newest first.").Default(OldestFirst),
			format.Key("queuedStatus", format.Enum("a word for a waiting job", QueuedWaiting, QueuedPending), func(c *Compat) *string { return &c.QueuedStatus },
				"The status word of a job that waits. The vendor's filter says waiting, its job table pending.").Default(QueuedWaiting),
			format.Key("dateRange", format.Enum("a way to compare dates", BeginEnd, BeginOnly), func(c *Compat) *string { return &c.DateRange },
				"What the filters startTime and endTime compare: a job's begin day and its end day, or its begin day with both.").Default(BeginEnd),
			format.Key("errorBody", format.Enum("a shape of error bodies", ErrorMessage, ErrCode, ErrorCode), func(c *Compat) *string { return &c.ErrorBody },
				"The keys of an error body: errorMessage and errorCode; errCode and externalMessage; or error_code and error_msg.").Default(ErrorMessage),
			format.Key("progress", format.Enum("a way to tell progress", ProgressZero, Elapsed), func(c *Compat) *string { return &c.Progress },
				"jobProgress: 0, as documented; or the share of the running time that has passed, 0 to 100.").Default(ProgressZero),
			format.Key("unknownGraph", format.Enum("an answer for an unknown graph", ByVersion, "GES.7000", "GES.0047"), func(c *Compat) *string { return &c.UnknownGraph },
				"The error for a graph that is not there: 400 GES.7000 on v1 and 404 GES.0047 on v2, or one of them on both.").Default(ByVersion),
		},
	}
}
