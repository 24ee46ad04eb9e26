package import Configuration
import Curl
import Ground
package import Logging
import Polling
import RawAnswers

/// A capture of the API's answers for others to look at: real in form, made up in whom it tells of.
package enum Capture {
    /// The wishes of who asks.
    package struct Options: Sendable {
        /// The folder to write to: new, or empty.
        package var output: String
        /// The factor of all quantities; nil keeps them.
        package var scale: Double?
        /// The version of this program.
        package var version: String

        /// Creates options.
        package init(output: String, scale: Double? = nil, version: String) {
            self.output = output
            self.scale = scale
            self.version = version
        }
    }

    /// The outcome of a capture.
    package struct Summary: Sendable, Equatable {
        /// Answers that were written.
        package var answers = 0
        /// Bytes of their bodies.
        package var bytes = 0
        /// Questions that failed, answered or not.
        package var failures = 0
    }

    /// Asks the API as a first poll would, and writes the answers.
    ///
    /// Nothing is written before all answers have come and everything in them has been replaced.
    ///
    /// - Parameter log: gets a warning for each question that failed.
    /// - Throws: ``CaptureError``, or `CancellationError`.
    package static func run(
        _ configuration: Configuration, _ options: Options, log: Logger
    ) async throws -> Summary {
        guard configuration.timeSeries.enabled || configuration.invoiced.enabled else {
            throw CaptureError.nothingToAsk
        }
        let folder: AnswerFolder
        do {
            folder = try AnswerFolder(creating: options.output)
        } catch {
            throw CaptureError.folder(error.description)
        }
        do {
            let transport: CurlClient
            do {
                transport = try CurlClient(TransportOptions(configuration.api, version: options.version))
            } catch {
                throw CaptureError.transport("\(error)")
            }
            let asker = CaptureAsker(configuration, transport, now: WallClock.now, log: log)
            try await asker.askAll()
            let answers = asker.answers
            guard !answers.isEmpty else { throw CaptureError.noAnswer(asker.lastFailure ?? "none was asked for") }
            let made = rewritten(
                answers, configuration, scale: options.scale, generator: SystemRandomNumberGenerator())
            let readme = CaptureReadme(answers: made, options: options, groups: configuration.customers.count).text
            do {
                try folder.write(made, readme: readme)
            } catch {
                throw CaptureError.folder(error.description)
            }
            return Summary(
                answers: made.count, bytes: made.reduce(0) { $0 + $1.body.count }, failures: asker.failures)
        } catch {
            folder.discard()
            throw error
        }
    }

    /// Replaces what must not be told in all answers, each text by the same one throughout.
    static func rewritten(
        _ answers: [RawAnswer], _ configuration: Configuration, scale: Double?, generator: any RandomNumberGenerator
    ) -> [RawAnswer] {
        var collected = CollectedTexts()
        for group in configuration.customers {
            for number in group.numbers + group.meteringPoints { collected.insert(identifier: number) }
            collected.insert(secret: group.subscriptionKey.reveal())
        }
        for point in configuration.names.keys { collected.insert(identifier: point) }
        for header in configuration.api.headers { collected.insert(secret: header.value.reveal()) }
        for answer in answers { collected.insert(body: answer.body) }
        var rewriter = AnswerRewriter(TextRewriter(collected, scale: scale, generator: generator))
        return answers.map { rewriter.rewritten($0) }
    }
}
