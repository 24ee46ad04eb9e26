import CCurl
import Curl
import Foundation
import Testing

/// The delay that the header `Retry-After` asks for, as libcurl reads it.
@Suite(.serialized) struct RetryAfterTests {
    @Test(arguments: ["120", " 120 ", "\t120", "00120"])
    func secondsAreTaken(value: String) async throws {
        #expect(try await delay(value) == .seconds(120))
    }

    /// The three forms of RFC 9110 section 5.6.7.
    @Test(arguments: ["EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM d HH:mm:ss yyyy"])
    func aDateInEachFormIsTaken(form: String) async throws {
        let delay = try #require(try await delay(date(form, in: 3600)))

        // Whole seconds, less those that the request took.
        #expect(delay >= .seconds(3500) && delay <= .seconds(3600))
    }

    @Test func aDateInThePastMeansNoDelay() async throws {
        #expect(try await delay(date("EEE, dd MMM yyyy HH:mm:ss 'GMT'", in: -3600)) == nil)
    }

    @Test(arguments: ["0", "-5", "soon", "", "Sun, 06 Nov"])
    func anythingElseMeansNoDelay(value: String) async throws {
        #expect(try await delay(value) == nil)
    }

    @Test func anAnswerWithoutTheHeaderMeansNoDelayEvenOnAReusedHandle() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let first = try await client.get(peer.url("/header?Retry-After:120"))
                let second = try await client.get(peer.url("/hello"))

                #expect(first.retryAfter == .seconds(120))
                #expect(second.retryAfter == nil)
            }
        }
    }

    /// No number of seconds overflows in later calculations.
    @Test(arguments: ["999999999999", "9223372036854775807"])
    func anEnormousDelayIsTheLongest(value: String) async throws {
        // Newer versions of libcurl have a limit of their own, six hours.
        let isCapped = curl_version_info(CURLVERSION_FIRST).pointee.version_num >= 0x080C00

        #expect(try await delay(value) == (isCapped ? .seconds(21_600) : CurlResponse.longestRetryAfter))
    }

    @Test func aDelayTooLargeForANumberIsTheLongest() async throws {
        let delay = try await delay("99999999999999999999999999")

        #expect(delay ?? .zero <= CurlResponse.longestRetryAfter)
    }

    private func delay(_ value: String) async throws -> Duration? {
        try await withPeer { peer in
            try await withClient { client in
                let line = try #require(
                    "Retry-After:\(value)".addingPercentEncoding(withAllowedCharacters: .alphanumerics))
                let response = try await client.get(peer.url("/header?\(line)"))

                #expect(response.status == 429)
                return response.retryAfter
            }
        }
    }

    private func date(_ form: String, in seconds: TimeInterval) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = form
        return formatter.string(from: Date(timeIntervalSinceNow: seconds))
    }
}
