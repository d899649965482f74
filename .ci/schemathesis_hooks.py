"""Two checks in place of Schemathesis' own, which they call but where a rule of the emulator contradicts.

valid_data_is_accepted    positive_data_acceptance, but for rules that no schema can say
invalid_data_is_refused   negative_data_rejection, but for YAML
"""

import json
import os
import re

import schemathesis
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

# What a refusal of data that the document allows may say, with its rule.
REFUSALS = re.compile(
    "|".join(
        (
            # Parameters with two names, such as graphName and graph_name: both given and different is
            # 400, with --strict both given at all. startTime after endTime is legal, but not with --strict.
            r"is not the same as |came beside ",
            # Parameters that belong to a view, or to the stream of all projects.
            r"is (not )?a parameter of view=timeline|is after to, which is|is more than 1000",
            r"is a parameter of the stream of all projects",
            # A preview is of a GET of the emulated API, of this project.
            r"is not the path of a GET of the emulated API|it is of the project|is not a path with a query",
            # A stale list takes an operation that reads; an act must be possible.
            r"only operations that read can",
            r"changes\.acts\[",
            r"is before startTime",
            # Refusals: whether an operation on a graph is possible depends on what is there, and on
            # its state; one job: 400 where there is no such job.
            r'"(errorCode|error_code|errCode)":"GES\.(70(0[0-3]|1[2359]|18|2[34]|3[6-9]|4[0-2]|5[47])|8301)"',
            r"The request is invalid\.",  # GES.7016 of a restart
            # Times and durations: they lie within virtual time, 1970 to 2199; a day must exist.
            r"is too long for a duration",
            r"is outside of virtual time",
            r"is not a real time such as",
            r"-\d\dT[^ ]* is neither .* nor a time such as",
            r"would end after",
            r"is too long; allowed is",
            r"is no such duration|is too short; allowed is longer than 0s",
            # Ranges: the second value is not less than the first.
            r"is not after from",
            r"is less than from",
            r"is more than last",
            r"is not a choice of calls, which are counted from 1",
            # Names and ids are unique; headers in any case.
            r" is the \w+ of .* already",
            r"is given twice",
            # A scenario has at most 5,000,000 jobs, and shares and weights that add up.
            r"at most 5000000 are allowed",
            r"together .* at most 1|every weight is 0",
            # The change of a job must fit the job that it changes.
            r"only ImportGraph|has no failReason|a job that ends in success has none|lies before",
            # Identity calls belong to no project.
            r"the calls of the identity service belong to no project",
            # Credentials that are required are listed.
            r"needs keys: without any, no call could be answered",
            # A graph that is added is there from now on, and so are its backups.
            r"is before now, when the graph is created",
            # A snapshot: what an act has belongs to its kind.
            r"an act of the kind|come together",
            # A snapshot: its overrides are values of a scenario's keys.
            r"scenario\.overrides: ",
            # A snapshot: its text is a scenario, and its parts fit that.
            r"Send an answer of GET …/snapshot",
        )
    )
)


STRICT = os.environ.get("SCHEMATHESIS_SERVER_FLAG") == "--strict"


def noted(case):
    """Whether a call has a body: what is wrong with it and accepted is a violation in the journal."""
    return case.method != "GET" and case.body is not None and json.dumps(case.body, default=str) != "{}"


@schemathesis.check
def valid_data_is_accepted(ctx, response, case):
    if response.status_code == 400 and REFUSALS.search(response.text):
        return None
    # The operations of one path: the document has all their bodies, and the action_id says which it is.
    if case.operation.path.endswith("/action") and re.search(r"GES\.(7016|7049|7050)|is not a parameter of this call|is not a field of this body|is missing in the body", response.text):
        return None
    return positive_data_acceptance(ctx, response, case)


@schemathesis.check
def invalid_data_is_refused(ctx, response, case):
    # Whatever is wrong with a scenario is what this call answers.
    if case.operation.path.endswith("/scenario/validate") and response.status_code == 200:
        return None
    # The document describes JSON. In YAML a number or a boolean is a text too.
    if case.media_type == "application/yaml":
        return None
    # Bodies: an unknown key, and a word that is not documented, are noted; --strict refuses them.
    accepted = response.status_code == 200 and "/graphs" in case.operation.path
    if not STRICT and accepted and noted(case):
        return None
    # Bodies: null is absent, also where the words of a field are listed.
    if accepted and ": null" in json.dumps(case.body, default=str):
        return None
    return negative_data_rejection(ctx, response, case)
