package import Exposition
import Ground

/// The `process_*` families of this process, as client_golang names and describes them, from Linux' `/proc`.
///
/// What cannot be read is absent. A reading costs a few system calls and no memory to speak of.
package struct ProcessMetrics: Sendable {
    /// Seconds since 1970; it never changes, so it is read once.
    private let startTime: Double?
    private let ticksPerSecond: Double
    private let pageSize: Double

    package init() {
        ticksPerSecond = Double(SystemCalls.clockTicksPerSecond)
        pageSize = Double(SystemCalls.pageSize)
        // On a machine with many processors the interrupts before `btime` are a long line.
        let boot = ProcFile.read("/proc/stat", limit: 1 << 20).flatMap { ProcFile.value(of: "btime", in: $0) }
        let ticks = ProcessMetrics.stat()?.startTicks
        if let boot, let ticks { startTime = boot + ticks / ticksPerSecond } else { startTime = nil }
    }

    /// The families as they are now.
    package func families() -> [MetricFamily] {
        let stat = ProcessMetrics.stat()
        let network = ProcFile.read("/proc/self/net/netstat").map { ProcNetstat.octets($0) }
        let families = [
            counter(
                "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.",
                stat.map { $0.cpuTicks / ticksPerSecond }),
            gauge("process_max_fds", "Maximum number of open file descriptors.", limit(.openFiles)),
            counter(
                "process_network_receive_bytes_total", "Number of bytes received by the process over the network.",
                network?.received),
            counter(
                "process_network_transmit_bytes_total", "Number of bytes sent by the process over the network.",
                network?.sent),
            gauge("process_open_fds", "Number of open file descriptors.", ProcFile.openDescriptors()),
            gauge(
                "process_resident_memory_bytes", "Resident memory size in bytes.",
                stat.map { $0.residentPages * pageSize }),
            gauge(
                "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", startTime),
            gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", stat?.virtualBytes),
            gauge(
                "process_virtual_memory_max_bytes", "Maximum amount of virtual memory available in bytes.",
                limit(.addressSpace)),
        ]
        return families.compactMap { $0 }
    }

    private static func stat() -> ProcStat? {
        ProcFile.read("/proc/self/stat").flatMap { ProcStat($0) }
    }

    private func counter(_ name: String, _ help: String, _ value: Double?) -> MetricFamily? {
        value.map { .counter(name, help, $0) }
    }

    private func gauge(_ name: String, _ help: String, _ value: Double?) -> MetricFamily? {
        value.map { .gauge(name, help, $0) }
    }

    /// The soft limit of open files or of address space; "unlimited" is 2^64 - 1, as client_golang has it.
    private func limit(_ resource: SystemCalls.Resource) -> Double? {
        SystemCalls.limit(of: resource).map { Double($0.soft) }
    }
}
