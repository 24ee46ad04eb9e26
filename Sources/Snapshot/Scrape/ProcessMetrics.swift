package import Exposition
import Ground
import Synchronization

/// The `process_*` families of this process, with client_golang's names and descriptions, from the kernel.
///
/// Values that cannot be read are absent.
package final class ProcessMetrics: Sendable {
    /// The time for which values are reused: the kernel takes longer to write them than to send a scrape.
    private static let validity = Duration.seconds(1)

    /// Seconds since 1970; it never changes, so it is read once.
    private let startTime: Double?
    private let pageSize: Double
    private let newest = Mutex<(time: ContinuousClock.Instant, families: [any ScrapedFamily])?>(nil)

    /// Reads once what does not change while the process lives: its start time and the size of a page.
    package init() {
        pageSize = Double(SystemCalls.pageSize)
        // On a machine with many processors the interrupts before `btime` are a long line.
        let boot = ProcFile.read("/proc/stat", limit: 1 << 20).flatMap { ProcFile.value(of: "btime", in: $0) }
        let ticks = ProcFile.read("/proc/self/stat").flatMap { ProcStat.startTicks($0) }
        if let boot, let ticks {
            startTime = boot + ticks / Double(SystemCalls.clockTicksPerSecond)
        } else {
            startTime = nil
        }
    }

    /// Returns the present families, or those of less than a second ago, ordered by name.
    package func families() -> [any ScrapedFamily] {
        let now = ContinuousClock.now
        if let newest = newest.withLock({ $0 }), now - newest.time < Self.validity { return newest.families }
        let families = read()
        newest.withLock { $0 = (now, families) }
        return families
    }

    private func read() -> [any ScrapedFamily] {
        let pages = ProcFile.read("/proc/self/statm", limit: 128).map { ProcStat.pages($0) }
        let octets = NetworkTraffic.octets()
        let values = [
            SystemCalls.processorSeconds, limit(.openFiles), octets.received, octets.sent, ProcFile.openDescriptors(),
            pages?.resident.map { $0 * pageSize }, startTime, pages?.virtual.map { $0 * pageSize },
            limit(.addressSpace),
        ]
        return zip(Self.prepared, values).compactMap { prepared, value in value.map { ValuedFamily(prepared, [$0]) } }
    }

    /// In the order of their values.
    private static let prepared: [PreparedFamily] = [
        .counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", 0),
        .gauge("process_max_fds", "Maximum number of open file descriptors.", 0),
        .counter(
            "process_network_receive_bytes_total", "Number of bytes received by the process over the network.", 0),
        .counter("process_network_transmit_bytes_total", "Number of bytes sent by the process over the network.", 0),
        .gauge("process_open_fds", "Number of open file descriptors.", 0),
        .gauge("process_resident_memory_bytes", "Resident memory size in bytes.", 0),
        .gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.", 0),
        .gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", 0),
        .gauge("process_virtual_memory_max_bytes", "Maximum amount of virtual memory available in bytes.", 0),
    ].map { PreparedFamily($0) }

    /// Returns the soft limit of open files or of address space; "unlimited" is 2^64 - 1, as in client_golang.
    private func limit(_ resource: SystemCalls.Resource) -> Double? {
        SystemCalls.limit(of: resource).map { Double($0.soft) }
    }
}
