import Curl
import Ground
import Testing

@testable import RemoteWrite

struct WriteResponseTests {
    private typealias Outcome = Result<WriteResponse, WriteFailure>

    private func outcome(
        _ status: Int, _ body: String = "", _ headers: [(String, String)] = [], retryAfter: Duration? = nil,
        to message: WriteMessage = .version1, samples: Int = 10
    ) -> Outcome {
        let headers = CurlHeaders(headers.map { (name: $0.0, value: $0.1) })
        let response = CurlResponse(status: status, headers: headers, body: Array(body.utf8), retryAfter: retryAfter)
        return Outcome { () throws(WriteFailure) in
            try WriteResponse(WriteAnswer(response, to: message, samples: samples, secrets: [Secret("tenant-4711")]))
        }
    }

    private func failure(_ outcome: Outcome) -> WriteFailure? {
        if case .failure(let failure) = outcome { failure } else { nil }
    }

    @Test(arguments: [200, 202, 204]) func anAnswerOf2xxIsAccepted(_ status: Int) {
        #expect(outcome(status) == .success(.accepted))
    }

    @Test(arguments: [
        "replicas did not match, rejecting sample: replica=b, elected=a", "Replicas did not mach (err-mimir)",
    ])
    func anAnswerThatMentionsReplicasIsNotADelivery(_ body: String) {
        let found = failure(outcome(202, body))
        #expect(found?.result == .invalid && found?.isPassing == false && found?.mayBeOfBody == false)
        #expect(found?.message.contains("HTTP 202") == true && found?.message.contains("external_labels") == true)
        #expect(outcome(202, "queued") == .success(.accepted))
    }

    /// Bodies as Prometheus 2.42 and 3.5, Mimir 2.x and Thanos send them.
    @Test(arguments: [
        (400, "out of order sample", Refusal.outOfOrder), (400, "duplicate sample for timestamp", .duplicate),
        (400, "out of bounds", .outOfBounds), (400, "too old sample", .tooOld), (500, "too old sample", .tooOld),
        (500, "out of bounds", .outOfBounds),
        (
            400,
            "the sample has been rejected because its timestamp is too old (err-mimir-sample-timestamp-too-old)",
            .tooOld
        ),
        (
            400,
            "another sample with the same timestamp, but a different value (err-mimir-sample-duplicate-timestamp)",
            .duplicate
        ),
        (400, "the sample was out-of-order (err-mimir-sample-out-of-order)", .outOfOrder),
        (
            400,
            "received a sample whose timestamp is too far in the past. To adjust the related per-tenant limit, ...",
            .tooOld
        ),
        (400, "timestamp too far in the future (err-mimir-too-far-in-future)", .outOfBounds),
        (409, "store locally for endpoint 10.0.0.1: conflict", .conflict),
        (409, "add 3 samples: out of bounds", .outOfBounds), (422, "no idea", .invalid), (400, "", .invalid),
    ])
    func aRefusalSaysWhyInTheWordsOfEachReceiver(_ status: Int, _ body: String, _ refusal: Refusal) {
        let found = outcome(status, body)
        let isCertain = status != 500 && refusal != .invalid
        #expect(found == .success(.refused(refusal, body: body, isCertain: isCertain)), "\(found)")
    }

    @Test(arguments: [
        (401, "no org id", WriteResult.unauthorized, false), (403, "", .unauthorized, false),
        (404, "remote write receiver needs to be enabled", .invalid, false), (405, "", .invalid, false),
        (302, "", .invalid, false), (500, "appending failed", .serverError, true), (503, "", .serverError, true),
        (503, "temporarily out of order", .serverError, true), (502, "too old sample", .serverError, true),
        (500, "duplicate key value violates unique constraint", .serverError, true), (408, "", .serverError, true),
        (429, "", .rateLimited, true), (451, "", .invalid, false),
        (400, "per-user series limit of 150000 exceeded (err-mimir-max-series-per-user)", .invalid, false),
    ])
    func whatSaysNothingOfTheSamplesIsTriedAgain(
        _ status: Int, _ body: String, _ result: WriteResult, _ isPassing: Bool
    ) {
        let found = failure(outcome(status, body))
        #expect(found?.result == result && found?.isPassing == isPassing)
        #expect(found?.message.contains("HTTP \(status)") == true)
        if !body.isEmpty { #expect(found?.message.contains(body) == true) }
    }

    @Test(arguments: [200, 400, 404]) func aWebPageIsNotAReceiver(_ status: Int) {
        for headers in [[("Content-Type", "text/html; charset=utf-8")], []] {
            let found = failure(outcome(status, "<!DOCTYPE html><title>Router</title>", headers))
            #expect(found?.result == .invalid && found?.message.contains("web page") == true)
            #expect(found?.message.contains("Router") == false)
        }
    }

    @Test func anEmptyPageCountsAsNoBody() {
        #expect(outcome(200, "", [("Content-Type", "text/html; charset=utf-8")]) == .success(.accepted))
    }

    @Test func aGatewayPageIsAPassingFailure() {
        #expect(failure(outcome(502, "<html>too old</html>", [("Content-Type", "text/html")]))?.isPassing == true)
    }

    @Test func aRedirectNamesItsTargetWithoutTheQuery() {
        let found = failure(outcome(307, "", [("Location", "https://login.example/?token=t0ken")]))
        #expect(found?.message.contains("https://login.example/,") == true && found?.message.contains("t0ken") == false)
    }

    @Test func tooLargeIsSplit() {
        #expect(outcome(413, "too old") == .success(.tooLarge))
        #expect(outcome(413, "<html>413</html>", [("Content-Type", "text/html")]) == .success(.tooLarge))
    }

    @Test func aFailureKeepsTheDelayThatTheReceiverAsksFor() {
        #expect(failure(outcome(429, retryAfter: .seconds(7)))?.retryAfter == .seconds(7))
        #expect(failure(outcome(503))?.retryAfter == nil)
    }

    @Test func bodiesAreCutCleanedAndWithoutSecrets() {
        let long = "no tenant-4711 here\r\n\u{1B}[31m" + String(repeating: "x", count: 5000)
        let message = failure(outcome(500, long))?.message ?? ""
        #expect(message.contains("no <secret> here [31mxxx") && message.count < 300)
        #expect(!message.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test(arguments: [
        (CurlError.timeout(host: "h", after: .seconds(1), phase: .waiting), WriteResult.timeout, true),
        (.network(host: "h", reason: "r"), .network, true), (.tls(host: "h", reason: "r"), .tls, false),
        (.invalidAnswer(host: "h", reason: "r"), .invalid, false),
    ])
    func errorsOfTheConnectionAreToldApart(_ error: CurlError, _ result: WriteResult, _ isPassing: Bool) {
        let failure = WriteFailure(error)
        #expect(failure.result == result && failure.isPassing == isPassing && failure.message == "\(error)")
    }
}
