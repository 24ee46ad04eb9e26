import Curl
import Ground
import Testing

@testable import EnergyAPI

/// Answers that are not a page.
struct ResponseTests {
    private func error(
        _ status: Int, _ body: String, _ headers: [(name: String, value: String)] = [], retryAfter: Duration? = nil
    ) -> APIError? {
        APIError(
            CurlResponse(
                status: status, headers: CurlHeaders(headers), body: Array(body.utf8), retryAfter: retryAfter),
            redacting: [])
    }

    @Test func anExhaustedQuotaIsNotARefusedKey() throws {
        let body = #"{"statusCode":403,"message":"Out of call volume quota. Quota will be replenished in 02:10:00."}"#
        let bare = try #require(error(403, body))
        #expect(bare.result == .rateLimited)
        #expect(bare.retryAfter == .seconds(7800))
        #expect(bare.refusal == nil)
        let timed = try #require(error(403, "Forbidden", [(name: "Retry-After", value: "9")], retryAfter: .seconds(9)))
        #expect(timed.result == .rateLimited)
        #expect(timed.retryAfter == .seconds(9))
    }

    @Test(
        arguments: [
            ("Rate limit is exceeded. Try again in 27 seconds.", .seconds(27)),
            ("Try again in 2 minutes.", .seconds(120)),
            ("Quota will be replenished in 1.02:10:00.", .seconds(94_200)),
            ("quota: replenished in 26:00:01", .seconds(93_601)),
            ("quota will be replenished in soon", nil), ("quota replenished in 99:99:99", nil),
            ("try again in 99999999999999999999 seconds", nil),
        ] as [(String, Duration?)])
    func theWaitIsReadFromTheText(text: String, delay: Duration?) {
        #expect(error(429, text)?.retryAfter == delay)
    }

    @Test(
        arguments: [
            (400, "{\"message\": \"No such customer\"}", true),
            (403, "{\"statusCode\":403,\"message\":\"No access\"}", true),
            (404, "{\"error\":{\"code\":\"404\",\"message\":\"Nothing\"}}", true),
            (404, "\"No consumption found\"", true),
            (404, "<html>Not found</html>", false), (404, "", false), (404, "{}", false),
            (404, "{\"message\": \"\"}", false),
            (403, "Forbidden", false), (404, "{\"message\": \"cut", false),
        ])
    func aRefusalQuotesTheAPI(status: Int, body: String, isJSON: Bool) throws {
        let refused = try #require(error(status, body))
        #expect(refused.result == (status == 403 ? .unauthorized : .clientError))
        #expect(refused.refusal == APIRefusal(status: status, message: body, hasJSONMessage: isJSON))
        #expect(!refused.concernsAll && !refused.isPassing)
    }

    @Test func aRefusalThatMentionsAQuotationIsNotAQuota() throws {
        #expect(try #require(error(403, "No access to this quotation")).result == .unauthorized)
    }

    @Test func aRefusedKeyConcernsAllRequests() throws {
        let refused = try #require(error(401, "Access denied"))
        #expect(refused.result == .unauthorized)
        #expect(refused.refusal == nil && refused.concernsAll)
    }

    @Test(arguments: [
        "<html><body>Planerat underhåll</body></html>", "\n <!DOCTYPE html>", "\u{FEFF}<?xml version=\"1.0\"?>",
    ])
    func markupInsteadOfAPageMaySucceedLater(body: String) throws {
        let found = try #require(error(200, body))
        #expect(found.result == .invalid)
        #expect(found.isPassing)
    }

    @Test func noContentAndAPageAreSuccesses() {
        #expect(error(204, "") == nil)
        #expect(error(200, "{}") == nil)
        #expect(error(500, "")?.refusal == nil && error(500, "")?.isPassing == true)
    }
}
