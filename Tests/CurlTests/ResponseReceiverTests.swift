import CCurl
import Ground
import Testing

@testable import Curl

/// The parts of taking an answer that need no socket.
struct ResponseReceiverTests {
    @Test func memoryIsReservedInLargeStepsWithinTheLimit() {
        var buffer = BodyBuffer()
        let piece = [UInt8](repeating: 1, count: 16 << 10)
        var capacities: Set<Int> = []

        for _ in 0..<1000 {
            piece.withUnsafeBytes { buffer.append($0, limit: 1000 * piece.count) }
            capacities.insert(buffer.capacity)
        }

        #expect(buffer.count == 1000 * piece.count)
        #expect(capacities.count <= 5)
        #expect(buffer.capacity < 1001 * piece.count)
        #expect(buffer.take().count == 1000 * piece.count)
        #expect(buffer.isEmpty)
    }

    @Test(arguments: [Int.max, -1, 1 << 40])
    func anEnormousContentLengthReservesLittle(promised: Int) {
        var buffer = BodyBuffer()

        buffer.expect(promised)

        #expect(buffer.capacity <= BodyBuffer.maxPromised + 4096)
    }

    @Test(arguments: ["99999999999999999999999", "-5", "abc", "", "1 2"])
    func anInvalidContentLengthIsIgnored(value: String) {
        let receiver = ResponseReceiver(maxBodySize: 10)
        for line in ["HTTP/1.1 200 OK\r\n", "Content-Length: \(value)\r\n", "\r\n"] { #expect(receiver.head(line)) }

        #expect(receiver.body("0123456789"))
        #expect(!receiver.body("x"))
        #expect(receiver.takeBody().count == 10)
    }

    @Test func aHeadBeyondTheLimitIsRefused() {
        let receiver = ResponseReceiver(maxBodySize: 10)
        let line = "X-Line: \(String(repeating: "x", count: 1000))\r\n"
        var taken = 0

        while receiver.head(line), taken < 1000 { taken += 1 }

        #expect(taken == ResponseReceiver.maxHeadSize / line.utf8.count)
        #expect(receiver.refusal == .headTooLarge)
    }

    @Test func theStallTimeStartsAgainWithEachByte() {
        let start = ContinuousClock.now
        var watch = StallWatch(limit: .seconds(10))
        #expect(watch.deadline == nil)

        watch.record(bytes: 0, now: start)
        watch.record(bytes: 0, now: start + .seconds(5))
        #expect(watch.deadline == start + .seconds(10))

        watch.record(bytes: 1, now: start + .seconds(6))
        #expect(watch.deadline == start + .seconds(16))
    }

    @Test(arguments: [
        (Duration.zero, 1), (.nanoseconds(1), 1), (.milliseconds(1), 1), (.microseconds(1001), 2), (.seconds(2), 2000),
        (.seconds(-5), 1), (.seconds(Int64.max), 2_000_000_000),
    ])
    func millisecondsAreRoundedUpAndNeverZero(duration: Duration, milliseconds: Int) {
        #expect(duration.curlMilliseconds == milliseconds)
    }

    @Test func aDetailIsCleanedBeforeItIsShown() {
        let detail = "bad \u{1B}[31m key-12345678 \r\n" + String(repeating: "x", count: 1000)

        let error = CurlError(CURLE_RECV_ERROR, host: "h", detail: detail, secrets: [Secret("key-12345678")])

        let text = "\(error)"
        #expect(!text.contains("key-12345678") && !text.contains("\u{1B}") && !text.contains("\n"))
        #expect(text.count < 500)
    }
}

extension ResponseReceiver {
    fileprivate func head(_ line: String) -> Bool { Array(line.utf8).withUnsafeBytes { receiveHead($0) } }
    fileprivate func body(_ text: String) -> Bool { Array(text.utf8).withUnsafeBytes { receiveBody($0) } }
}
