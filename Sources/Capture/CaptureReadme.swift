import RawAnswers

/// The README beside captured answers: the requests, the replacements, and how to examine the answers.
struct CaptureReadme {
    private let options: Capture.Options
    private let groups: Int
    private var rows: [String] = []

    init(options: Capture.Options, groups: Int) {
        self.options = options
        self.groups = groups
    }

    /// Adds the next answer, with its private texts replaced.
    mutating func add(_ answer: RawAnswer) {
        rows.append(
            "| \(AnswerFolder.name(rows.count)) | \(answer.askedAt) | \(answer.status) | \(answer.body.count) | `GET \(answer.target)` |"
        )
    }

    var text: String {
        """
        # Answers of Öresundskraft's API

        Captured by oresundskraft-exporter \(options.version) for \(groups) customer \(groups == 1 ? "group" : "groups"). \
        For each answer, `NNNN.head` has the request, status and headers, and `NNNN.body` the body.

        ## What was changed

        - Customer numbers, metering points, installations, names, and texts and long numbers under keys that the API's
          document does not have are replaced: equal texts by equal ones of the same length, with a digit for each digit
          and a letter for each letter. Metering points begin with 735999. This goes for links, messages, headers and the
          table below, too.
        - \(values)
        - Headers that hold keys or cookies are left out.
        - Times, units, statuses, categories and rate codes are unchanged, and so is every other byte.

        Look through the files before you give them to anybody: a message can hold a name that occurs nowhere else.

        ## Requests

        | file | at | status | bytes | request |
        | --- | --- | --- | --- | --- |
        \(rows.joined(separator: "\n"))

        ## Replay

            oresundskraft-exporter simulate --replay FOLDER --shift

        answers as the API did, for the customer numbers in the requests above.

        """
    }

    private var values: String {
        options.scale == nil
            ? "Values are unchanged." : "Values are multiplied by an undisclosed factor."
    }
}
