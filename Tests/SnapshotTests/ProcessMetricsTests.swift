import Exposition
import TestSupport
import Testing

@testable import Snapshot

struct ProcessMetricsTests {
    private func value(_ name: String, _ metrics: ProcessMetrics = ProcessMetrics()) throws -> Double {
        try #require(metrics.families().first { $0.name == name }?.samples.first?.value)
    }

    @Test func hasAllFamiliesOfClientGolang() {
        #expect(
            ProcessMetrics().families().map(\.name) == [
                "process_cpu_seconds_total", "process_max_fds", "process_network_receive_bytes_total",
                "process_network_transmit_bytes_total", "process_open_fds", "process_resident_memory_bytes",
                "process_start_time_seconds", "process_virtual_memory_bytes", "process_virtual_memory_max_bytes",
            ])
    }

    @Test func promtoolHasNoComplaint() async throws {
        let text = ExpositionEncoder().encode(ProcessMetrics().families(), as: .text)
        let answer = try await Program("promtool").run(["check", "metrics"], input: text)
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

    @Test func openDescriptorsAreAmongThePossible() throws {
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

    @Test func cpuTimeRises() async throws {
        let metrics = ProcessMetrics()
        let start = try value("process_cpu_seconds_total", metrics)
        try await eventually("the process uses processor time") {
            var sum = 0.0
            for number in 0..<100_000 { sum += Double(number).squareRoot() }
            return try sum > 0 && value("process_cpu_seconds_total", metrics) > start
        }
    }

    @Test func aProgramNameWithBlanksAndParenthesesIsNoTrap() throws {
        let stat = try #require(
            ProcStat(
                "42 (a) b (c)) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 4 0 12345 1000000 250 18446744073709551615 1 1\n")
        )
        #expect(stat.cpuTicks == 200)
        #expect(stat.startTicks == 12345)
        #expect(stat.virtualBytes == 1_000_000)
        #expect(stat.residentPages == 250)
    }

    @Test(arguments: ["", "42 (name", "42 (name) S 1 2"])
    func aStatLineThatIsCutIsAbsent(text: String) {
        #expect(ProcStat(text) == nil)
    }

    @Test func octetsAreFoundByTheirColumn() {
        let text = "TcpExt: InOctets\nTcpExt: 1\nIpExt: InPkts InOctets OutOctets\nIpExt: 5 700 900\n"
        let octets = ProcNetstat.octets(text)
        #expect(octets.received == 700)
        #expect(octets.sent == 900)
        #expect(ProcNetstat.octets("IpExt: InOctets\n").received == nil)
        #expect(ProcNetstat.octets("IpExt: A B InOctets\nIpExt: 1\n").received == nil)
    }

    @Test func aFileThatIsNotThereIsAbsent() {
        #expect(ProcFile.read("/proc/self/no-such-file") == nil)
    }
}
