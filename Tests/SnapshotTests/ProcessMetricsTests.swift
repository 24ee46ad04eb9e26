import Exposition
import TestSupport
import Testing

@testable import Snapshot

struct ProcessMetricsTests {
    private func value(_ name: String, _ metrics: ProcessMetrics = ProcessMetrics()) throws -> Double {
        let family = try #require(metrics.families().first { $0.name == name })
        return try #require(text([family]).split(separator: " ").last.flatMap { Double($0.dropLast()) })
    }

    private func text(_ families: [any ScrapedFamily]) -> String {
        var bytes: [UInt8] = []
        for family in families { family.write(as: .text, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func allFamiliesOfClientGolangAreThere() {
        #expect(
            ProcessMetrics().families().map(\.name) == [
                "process_cpu_seconds_total", "process_max_fds", "process_network_receive_bytes_total",
                "process_network_transmit_bytes_total", "process_open_fds", "process_resident_memory_bytes",
                "process_start_time_seconds", "process_virtual_memory_bytes", "process_virtual_memory_max_bytes",
            ])
    }

    @Test func promtoolFindsNoFault() async throws {
        let text = text(ProcessMetrics().families())
        let answer = try await Program("promtool").run(["check", "metrics"], input: Array(text.utf8))
        #expect(answer.text + answer.errors == "")
    }

    @Test func theProcessStartedNotLongAgo() async throws {
        let now = try await Program("date").run(["+%s"])
        let age = try #require(Double(now.text.dropLast())) - value("process_start_time_seconds")
        // The kernel rounds the boot time to whole seconds.
        #expect(age > -2 && age < 24 * 3600)
    }

    @Test func memoryIsWithinReason() throws {
        let resident = try value("process_resident_memory_bytes")
        #expect(resident > 1e6)
        #expect(try value("process_virtual_memory_bytes") > resident)
        #expect(try value("process_virtual_memory_max_bytes") > resident)
    }

    @Test func openDescriptorsAreWithinTheLimit() throws {
        let open = try value("process_open_fds")
        #expect(open >= 3)
        #expect(try value("process_max_fds") >= open)
    }

    // Other tests open and close descriptors meanwhile, so it takes a moment until both ways agree.
    @Test func descriptorsAreCountedAlikeOnOldAndNewKernels() async throws {
        try await eventually("both counts are equal") {
            let count = try #require(ProcFile.walkedDescriptors())
            return count >= 3 && ProcFile.openDescriptors() == count
        }
    }

    @Test func cpuTimeIncreases() async throws {
        let metrics = ProcessMetrics()
        let start = try value("process_cpu_seconds_total", metrics)
        try await eventually("the process uses processor time") {
            var sum = 0.0
            for number in 0..<100_000 { sum += Double(number).squareRoot() }
            return try sum > 0 && value("process_cpu_seconds_total", metrics) > start
        }
    }

    @Test func aProgramNameWithSpacesAndParenthesesIsRead() {
        let text =
            "42 (a) b (c)) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 4 0 12345 1000000 250 18446744073709551615 1 1\n"
        #expect(ProcStat.startTicks(text) == 12345)
        let pages = ProcStat.pages("2000 250 100 1 0 300 0\n")
        #expect(pages.virtual == 2000)
        #expect(pages.resident == 250)
    }

    @Test(arguments: ["", "42 (name", "42 (name) S 1 2"])
    func aLineThatIsCutIsAbsent(text: String) {
        #expect(ProcStat.startTicks(text) == nil)
        #expect(ProcStat.pages(text).resident == nil)
    }

    @Test func octetsAreFoundByTheNameOfTheirColumn() {
        let text = "TcpExt: InOctets\nTcpExt: 1\nIpExt: InPkts InOctets OutOctets\nIpExt: 5 700 900\n"
        let octets = NetworkTraffic.octets(text)
        #expect(octets.received == 700)
        #expect(octets.sent == 900)
        #expect(NetworkTraffic.octets("IpExt: InOctets\n").received == nil)
        #expect(NetworkTraffic.octets("IpExt: A B InOctets\nIpExt: 1\n").received == nil)
    }

    @Test func aFileThatIsNotThereIsAbsent() {
        #expect(ProcFile.read("/proc/self/no-such-file") == nil)
    }
}
