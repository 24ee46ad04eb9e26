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
        Of each answer `NNNN.head` holds question, status and headers, `NNNN.body` the body as it came.

        ## What was changed

        - Customer numbers, metering points, installations, names, and texts and long numbers under keys that the API's
          document does not have are made up: the same for the same text, of the same length, a digit for a digit and a
          letter for a letter. Metering points begin with 735999. The same in links, messages, headers and below.
        - \(values)
        - Headers that hold keys or cookies are left out.
        - Times, units, statuses, categories and rate codes are as they came, and so is every other byte.

        Look through the files before you give them to anybody: a message can hold a name that stands nowhere else.

        ## What was asked

        | file | at | status | bytes | question |
        | --- | --- | --- | --- | --- |
        \(rows.joined(separator: "\n"))

        ## To try it

            oresundskraft-exporter simulate --replay FOLDER --shift

        answers as the API did, with the customer numbers that stand in the questions above.

        """
    }

    private var values: String {
        options.scale == nil
            ? "Values are as they came." : "Values are multiplied by a factor that is not told."
    }
}
