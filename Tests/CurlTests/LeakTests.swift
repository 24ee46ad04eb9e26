import Curl
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite(.serialized) struct LeakTests {
    // In a process of its own: other tests open files and take memory at the same time.
    @Test func tenThousandRequestsLeaveNothingBehind() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            try await withPeer { peer in
                try await withClient { client in
                    let request = CurlRequest(
                        url: peer.url("/echo"), method: .post(body: [1, 2, 3]),
                        headers: [(name: "X-Key", value: "a value that is long enough for the heap")])
                    func send(_ count: Int) async throws {
                        for number in 0..<count {
                            // Some of them fail.
                            if number % 100 == 99 {
                                _ = try? await client.send(
                                    CurlRequest(url: peer.url("/gzip/200000"), maxResponseSize: 10))
                            } else if number % 100 == 49 {
                                let task = Task { try await client.send(request) }
                                task.cancel()
                                _ = await task.result
                            } else {
                                guard try await client.send(request).status == 200 else { exit(2) }
                            }
                        }
                    }
                    try await send(1000)
                    let before = Usage()
                    try await send(9000)
                    let after = await Usage.settled { after in
                        after.openFiles <= before.openFiles + 2
                            // 9,000 leaks of the smallest piece of memory, 32 bytes, are more.
                            && after.heap <= before.heap + 256 << 10
                            // Sanitizers keep memory of their own for each allocation.
                            && (Usage.isSanitized || after.resident <= before.resident + 2 << 20)
                    }
                    print("after 1,000 requests: \(before); after 10,000: \(after.usage)")
                    guard after.isSettled else { exit(3) }
                }
            }
        }
        show(result)
    }

    @Test func manyClientsLeaveNothingBehind() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            try await withPeer { peer in
                func use(_ count: Int) async throws {
                    for _ in 0..<count {
                        try await withClient { client in _ = try await client.get(peer.url("/hello")) }
                    }
                }
                try await use(1500)
                let before = Usage()
                try await use(500)
                let after = await Usage.settled { after in
                    after.openFiles <= before.openFiles + 2 && after.threads <= before.threads + 2
                        && after.heap <= before.heap + 128 << 10
                }
                print("after 1,500 clients: \(before); after 2,000: \(after.usage)")
                guard after.isSettled else { exit(3) }
            }
        }
        show(result)
    }

    /// The numbers, for the output of the test.
    private func show(_ result: ExitTest.Result?) {
        let lines = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self).split(separator: "\n")
        for line in lines where line.hasPrefix("after") { print(line) }
    }
}

/// Resources that this process uses.
private struct Usage: CustomStringConvertible {
    let openFiles = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0
    /// Bytes in memory.
    let resident = Usage.residentSize
    /// Bytes that are allocated.
    let heap = Usage.allocatedSize

    /// Returns the usage once the peer has seen the last cancelled requests: only a leak remains.
    static func settled(_ isEnough: (Usage) -> Bool) async -> (usage: Usage, isSettled: Bool) {
        var usage = Usage()
        do {
            try await eventually("what was in use is given back", within: .seconds(30)) {
                usage = Usage()
                return isEnough(usage)
            }
            return (usage, true)
        } catch {
            return (usage, false)
        }
    }

    var description: String { "\(openFiles) files, \(threads) threads, \(resident) bytes resident, \(heap) allocated" }

    private static var residentSize: Int {
        let statm = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return Int(statm.split(separator: " ").dropFirst().first ?? "").map { $0 * Int(getpagesize()) } ?? 0
    }

    /// Bytes that glibc's allocator has from the system, without those it holds for later. A sanitizer's allocator is
    /// another one: AddressSanitizer looks for leaks itself when the process ends.
    private static var allocatedSize: Int {
        typealias MallocInfo = @convention(c) (CInt, UnsafeMutablePointer<FILE>) -> CInt
        // malloc.h is no part of the module Glibc.
        guard let symbol = dlsym(nil, "malloc_info"), let file = tmpfile() else { return 0 }
        defer { fclose(file) }
        _ = unsafeBitCast(symbol, to: MallocInfo.self)(0, file)
        rewind(file)
        var text = ""
        while let line = readLine(of: file) { text += line }
        // The last of each kind is the sum of all arenas.
        func size(_ kind: String) -> Int {
            guard let element = text.split(separator: "\n").last(where: { $0.hasPrefix(kind) }),
                let size = element.split(separator: "\"").last(where: { Int($0) != nil })
            else { return 0 }
            return Int(size) ?? 0
        }
        return size("<system type=\"current\"") + size("<total type=\"mmap\"") - size("<total type=\"fast\"")
            - size("<total type=\"rest\"")
    }

    private static func readLine(of file: UnsafeMutablePointer<FILE>) -> String? {
        var line = [CChar](repeating: 0, count: 1024)
        guard fgets(&line, CInt(line.count), file) != nil else { return nil }
        return String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static var isSanitized: Bool {
        dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
    }
}
