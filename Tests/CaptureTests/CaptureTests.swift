import Capture
import Configuration
import Foundation
import Ground
import Logging
import Metering
import RawAnswers
import Simulator
import TestSupport
import Testing

/// A capture of the simulated utility over TCP.
struct CaptureTests {
    private static let log = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    private func withUtility(
        _ faults: [String] = [], _ change: (inout Configuration) -> Void = { _ in },
        _ body: (SimulatorServer, Configuration, URL) async throws -> Void
    ) async throws {
        var options = SimulatorOptions()
        options.listen = "127.0.0.1:0"
        options.keys = ["key-of-the-test-4711"]
        options.pages.limit = 400
        options.faults = try faults.map { try FaultRule(parsingFault: $0) }
        let server = try await SimulatorServer.start(options)
        let group = Configuration.CustomerGroup(
            numbers: server.utility.customerNumbers, name: "Brf Eken", subscriptionKey: Secret(options.keys[0]),
            subscriptionKeySource: .environment)
        var configuration = try Configuration(customers: [group])
        configuration.api.url = try BaseURL(server.url)
        configuration.api.maxRetries = 0
        configuration.timeSeries.refetch = .days(2)
        configuration.invoiced.months = 2
        change(&configuration)
        let checked = configuration
        do {
            try await withTemporaryFolder { try await body(server, checked, $0) }
        } catch {
            await server.shutdown()
            throw error
        }
        await server.shutdown()
    }

    private func capture(_ configuration: Configuration, _ folder: URL, scale: Double? = nil) async throws
        -> Capture.Summary
    {
        try await Capture.run(
            configuration, Capture.Options(output: folder.appending(path: "c").path, scale: scale, version: "1.2.3"),
            log: Self.log)
    }

    private func files(_ folder: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder.appending(path: "c"), includingPropertiesForKeys: nil)
    }

    private func originals(_ utility: SimulatedUtility) -> [String] {
        utility.customerNumbers
            + utility.objects.flatMap { [$0.meteringPoint, $0.installationNumber, $0.name] } + [
                "key-of-the-test-4711", "Brf Eken",
            ]
    }

    @Test(arguments: [[], ["zeros", "padded"], ["former-customer", "bad-text"], ["bare-next"], ["refused"]])
    func noOriginalIdIsLeftInAnyFile(_ faults: [String]) async throws {
        try await withUtility(faults) { server, configuration, folder in
            _ = try await capture(configuration, folder)
            let finder = LeakFinder(originals: originals(server.utility))
            for file in try files(folder) {
                #expect(finder.leaks(in: try Data(contentsOf: file)) == [], "\(file.lastPathComponent)")
            }
        }
    }

    @Test func bothEndpointsAreAskedPageByPage() async throws {
        try await withUtility { server, configuration, folder in
            let summary = try await capture(configuration, folder)
            let answers = try AnswerFolder.read(folder.appending(path: "c").path)
            #expect(summary.answers == answers.count && answers.count == server.requests.count && summary.failures == 0)
            #expect(answers.contains { $0.target.hasPrefix("/api/Consumption/InvoicedConsumption/Customer?") })
            let series = answers.filter { $0.target.hasPrefix("/api/Consumption/TimeSeries?") }
            #expect(series.count > 2 && series.allSatisfy { $0.status == 200 })
            let readme = try String(contentsOf: folder.appending(path: "c/README.md"), encoding: .utf8)
            #expect(answers.allSatisfy { readme.contains($0.target) } && readme.contains("1.2.3"))
        }
    }

    @Test func aReplayOfACaptureGivesTheSameReadings() async throws {
        try await withUtility { server, configuration, folder in
            _ = try await capture(configuration, folder)
            let captured = try AnswerFolder.read(folder.appending(path: "c").path)
            var options = SimulatorOptions()
            options.listen = "127.0.0.1:0"
            options.keys = ["key-of-the-test-4711"]
            try options.setReplay(folder.appending(path: "c").path, shift: true)
            let replay = try await SimulatorServer.start(options)
            var again = configuration
            again.api.url = try BaseURL(replay.url)
            let numbers = try #require(URLComponents(string: captured[0].target)?.queryItems).filter {
                $0.name == "customerNumbers"
            }
            again.customers[0].numbers = numbers.compactMap(\.value)
            let other = folder.appending(path: "other")
            try FileManager.default.createDirectory(at: other, withIntermediateDirectories: false)
            let summary = try await capture(again, other)
            await replay.shutdown()
            let repeated = try AnswerFolder.read(other.appending(path: "c").path)
            #expect(summary.failures == 0 && repeated.count == captured.count)
            func readings(_ answers: [RawAnswer]) -> [Int] {
                answers.map { String(decoding: $0.body, as: UTF8.self).ranges(of: "\"ps\"").count }
            }
            #expect(readings(repeated) == readings(captured) && readings(captured).reduce(0, +) > 1000)
        }
    }

    @Test func answersThatAreErrorsAreKept() async throws {
        try await withUtility(["quota"]) { _, configuration, folder in
            let summary = try await capture(configuration, folder)
            let answers = try AnswerFolder.read(folder.appending(path: "c").path)
            #expect(summary.failures > 0 && answers.allSatisfy { $0.status == 403 })
            #expect(String(decoding: answers[0].body, as: UTF8.self).contains("replenished in 02:10:00"))
            #expect(answers[0].headers.contains(.init(name: "Retry-After", value: "7800")))
        }
    }

    @Test func withoutAnyAnswerNothingIsWritten() async throws {
        try await withUtility(["closed"]) { _, configuration, folder in
            await #expect(throws: CaptureError.self) { try await capture(configuration, folder) }
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "c").path))
        }
    }

    @Test func aFullFolderIsRefusedBeforeARequest() async throws {
        try await withUtility { server, configuration, folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "c/d"), withIntermediateDirectories: true)
            await #expect(throws: CaptureError.self) { try await capture(configuration, folder) }
            #expect(server.requests.isEmpty)
        }
    }

    @Test func anEndpointThatIsOffIsNotAsked() async throws {
        try await withUtility([], { $0.invoiced.enabled = false }) { server, configuration, folder in
            _ = try await capture(configuration, folder, scale: 0.5)
            #expect(server.requests.allSatisfy { $0.path.hasSuffix("/TimeSeries") })
        }
    }
}
