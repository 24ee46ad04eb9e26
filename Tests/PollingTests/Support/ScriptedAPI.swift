import Foundation
import Ground
import Synchronization

/// A stand-in for the utility's API whose every answer a test decides.
final class ScriptedAPI: Sendable {
    /// A request, as the API receives it.
    struct Request: Sendable {
        var isTimeSeries: Bool
        var numbers: [String] = []
        var points: [String] = []
        var window: Range<Timestamp>
        var offset: String?

        var from: Timestamp { window.lowerBound }
        var to: Timestamp { window.upperBound }
    }

    struct Answer: Sendable {
        var status = 200
        var body = #"{"consumptions":[],"next":null}"#
        var headers: [String] = []

        static let nothing = Answer()

        /// Errors of Azure's gateway, and of the API behind it.
        static func message(_ status: Int, _ text: String, headers: [String] = []) -> Answer {
            Answer(status: status, body: #"{"statusCode":\#(status),"message":"\#(text)"}"#, headers: headers)
        }
    }

    private let answer: @Sendable (Request) -> Answer
    private let seen = Mutex<[Request]>([])
    private let listener: Int32
    let port: Int

    init(_ answer: @escaping @Sendable (Request) -> Answer) throws {
        self.answer = answer
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listening, pointer, length) == 0 && listen(listening, 64) == 0
                    && getsockname(listening, pointer, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        listener = listening
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(listening, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread { self.serve(connection) }
            }
        }
    }

    var url: String { "http://127.0.0.1:\(port)/api" }

    /// All requests since ``forget()``.
    var requests: [Request] { seen.withLock { $0 } }
    func forget() { seen.withLock { $0 = [] } }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let text = String(decoding: received, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else {
                let count = recv(connection, &chunk, chunk.count, 0)
                guard count > 0 else { return }
                received += chunk[..<count]
                continue
            }
            received = Array(text[end.upperBound...].utf8)
            guard let target = text.split(separator: " ").dropFirst().first,
                let request = ScriptedAPI.request(String(target))
            else { return }
            seen.withLock { $0.append(request) }
            let answer = answer(request)
            let headers = answer.headers.map { $0 + "\r\n" }.joined()
            let length = answer.status == 204 ? "" : "Content-Length: \(answer.body.utf8.count)\r\n"
            let reply =
                "HTTP/1.1 \(answer.status) X\r\n\(headers)\(length)\r\n" + (answer.status == 204 ? "" : answer.body)
            var rest = Array(reply.utf8)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    private static func request(_ target: String) -> Request? {
        guard let components = URLComponents(string: target) else { return nil }
        let items = components.queryItems ?? []
        func values(_ name: String) -> [String] { items.filter { $0.name == name }.compactMap(\.value) }
        guard let from = time(values("fromDate").first), let to = time(values("toDate").first) else { return nil }
        return Request(
            isTimeSeries: components.path.hasSuffix("TimeSeries"), numbers: values("customerNumbers"),
            points: values("meteringPoints"), window: from..<to, offset: values("offset").first)
    }

    private static func time(_ text: String?) -> Timestamp? {
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return text.flatMap { try? format.parse($0) }.map {
            Timestamp(milliseconds: Int64(($0.timeIntervalSince1970 * 1000).rounded()))
        }
    }
}
