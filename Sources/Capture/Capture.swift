package import Configuration
import Curl
import Ground
package import Logging
import Polling
import RawAnswers

/// A capture of the API's answers for others to examine: real in form, with made-up customers.
package enum Capture {
    /// The settings of a capture.
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

    /// The result of a capture.
    package struct Summary: Sendable, Equatable {
        /// Answers written.
        package var answers = 0
        /// Bytes of their bodies.
        package var bytes = 0
        /// Failed requests, with or without an answer.
        package var failures = 0
    }

    /// Makes the requests of a first poll, and writes the answers.
    ///
    /// Nothing that can be found on the disk is written before all answers have arrived: an id may occur in an earlier
    /// answer than the one that identifies it. Until then they wait in a file without a name, and not in memory.
    ///
    /// - Parameter log: gets a warning for each failed request.
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
            let asker = CaptureAsker(configuration, transport, try folder.spool(), now: WallClock.now, log: log)
            try await asker.askAll()
            guard asker.count > 0 else { throw CaptureError.noAnswer(asker.lastFailure ?? "none was asked for") }
            var summary = try write(asker, configuration, options, to: folder)
            summary.failures = asker.failures
            return summary
        } catch {
            folder.discard()
            throw (error as? AnswerFolder.Failure).map { CaptureError.folder($0.description) } ?? error
        }
    }

    /// Replaces private texts in each answer, and writes it.
    private static func write(
        _ asker: CaptureAsker, _ configuration: Configuration, _ options: Options, to folder: AnswerFolder
    ) throws(AnswerFolder.Failure) -> Summary {
        var rewriter = AnswerRewriter(
            TextRewriter(asker.texts, scale: options.scale, generator: SystemRandomNumberGenerator()))
        var readme = CaptureReadme(options: options, groups: configuration.customers.count)
        var summary = Summary()
        for index in 0..<asker.count {
            let made = rewriter.rewritten(try asker.answer(at: index))
            try folder.write(made, at: index)
            readme.add(made)
            summary.answers += 1
            summary.bytes += made.body.count
        }
        try folder.write(readme: readme.text)
        return summary
    }

    /// Returns the private texts that are known before the first request.
    static func texts(of configuration: Configuration) -> CollectedTexts {
        var collected = CollectedTexts()
        for group in configuration.customers {
            for number in group.numbers + group.meteringPoints { collected.insert(identifier: number) }
            collected.insert(secret: group.subscriptionKey.reveal())
        }
        for point in Set(configuration.names.keys).union(configuration.facts.keys) {
            collected.insert(identifier: point)
        }
        for header in configuration.api.headers { collected.insert(secret: header.value.reveal()) }
        return collected
    }
}
