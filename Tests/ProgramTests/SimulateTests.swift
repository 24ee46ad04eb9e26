import Foundation
import TestSupport
import Testing

/// `simulate` keeps nothing, and so ends at once, whatever it is doing.
@Suite(.timeLimit(.minutes(5))) struct SimulateTests {
    /// Returns the processor time that a program has used so far, in seconds (proc(5), fields utime and stime).
    private func processorTime(_ program: RunningProgram) throws -> Double {
        let stat = try String(contentsOfFile: "/proc/\(program.process.processIdentifier)/stat", encoding: .utf8)
        // The name in brackets may hold blanks.
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Longer than the end takes on a busy machine, and shorter than the work that it breaks off.
    private let soon = Duration.seconds(5)

    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalEndsItWhileItMakesUpAUtility(signal: Int32) async throws {
        try await withTemporaryFolder { folder in
            let simulator = try RunningProgram(
                RunningProgram.exporter, ["simulate", "--listen", "127.0.0.1:0", "--metering-points", "1000000"],
                in: folder)
            try await eventually("it is at work") { try processorTime(simulator) > 0.5 }
            #expect(try await simulator.end(with: signal, within: soon) == 0)
            #expect(simulator.errors == "")
        }
    }

    @Test func aSignalEndsItWhileEveryThreadMakesUpAnAnswer() async throws {
        try await withTemporaryFolder { folder in
            let simulator = try RunningProgram(
                RunningProgram.exporter,
                ["simulate", "--listen", "127.0.0.1:0", "--metering-points", "20000", "--fault", "zeros"], in: folder)
            let url = try await simulator.url() + "/ConsumptionExternal/api/Consumption/TimeSeries"
            let query = "customerNumbers=100001&resolution=quarter&fromDate=2026-10-01&toDate=2026-10-31"
            let before = try processorTime(simulator)
            try await withThrowingDiscardingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        _ = try await Program("curl").run([
                            "--silent", "--output", "/dev/null", "--header", "api-version: 2.5", "--header",
                            "Ocp-Apim-Subscription-Key: secret", "\(url)?\(query)",
                        ])
                    }
                }
                try await eventually("it is at work") { try processorTime(simulator) > before + 0.5 }
                #expect(try await simulator.end(within: soon) == 0)
            }
        }
    }
}
