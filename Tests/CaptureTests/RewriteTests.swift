import Configuration
import Foundation
import Ground
import RawAnswers
import TestSupport
import Testing

@testable import Capture

/// Harmless text stays, byte for byte, and private text occurs nowhere in the output.
struct RewriteTests {
    private static let customer = "55501234"
    private static let point = "735111222000000017"
    private static let installation = "8844771"
    private static let name = "Förskolan Björken 2"
    private static let key = "f00dfacecafe4711"

    private var configuration: Configuration {
        get throws {
            let group = Configuration.CustomerGroup(
                numbers: [Self.customer], name: "g", subscriptionKey: Secret(Self.key),
                subscriptionKeySource: .environment)
            return try Configuration(customers: [group])
        }
    }

    private func rewritten(
        _ bodies: [[UInt8]], target: String = "/api/Consumption/TimeSeries?customerNumbers=\(customer)",
        headers: [RawAnswer.Header] = [], scale: Double? = nil
    ) throws -> [RawAnswer] {
        let answers = bodies.map {
            RawAnswer(target: target, askedAt: "2026-11-24T10:00:00.000Z", status: 200, headers: headers, body: $0)
        }
        var texts = Capture.texts(of: try configuration)
        for answer in answers { texts.insert(body: answer.body) }
        var rewriter = AnswerRewriter(TextRewriter(texts, scale: scale, generator: SeededGenerator(seed: 3)))
        return answers.map { rewriter.rewritten($0) }
    }

    private func body(_ text: String, scale: Double? = nil) throws -> String {
        String(decoding: try rewritten([Array(text.utf8)], scale: scale)[0].body, as: UTF8.self)
    }

    private func expectNoLeak(
        _ answers: [RawAnswer], _ more: [String] = [], _ location: SourceLocation = #_sourceLocation
    ) {
        let finder = LeakFinder(originals: [Self.customer, Self.point, Self.installation, Self.name, Self.key] + more)
        for answer in answers {
            #expect(finder.leaks(in: answer.body + Array(answer.head.utf8)) == [], sourceLocation: location)
        }
    }

    private static let page = """
        { "consumptions" : [ {"customerNumber":"\(customer)","property":"\(name)", "meteringPoint":"\(point)",
        "installationNumber":"\(installation)","deliveryCategory":"EL","microproduction":false,"settlement":"FRB",
        "subscribedEffect":63,"rateCode":"80A","reading":[{"ps":"2026-11-23T00:00:00.000Z","md":"2026-11-23T00:15:00Z",
        "va":"1,25","st":"Processed","un":"kWh ","MaxEffect":{"rd":"0001-01-01T00:00:00","va":0,"un":null}}]}],"next":null}
        """

    @Test func onlyIdsAndNamesOfAPlainPageChange() throws {
        let made = try body(Self.page)
        let (old, new) = (Self.page.split(separator: "\""), made.split(separator: "\""))
        #expect(old.count == new.count)
        let changed = zip(old, new).filter { $0 != $1 }.map { String($0.0) }
        #expect(changed == [Self.customer, Self.name, Self.point, Self.installation])
    }

    @Test func valuesAreScaledAndTimesAreNot() throws {
        let made = try body(Self.page, scale: 2)
        #expect(
            made.contains(#""va":"2,50""#) && made.contains(#""subscribedEffect":126,"#)
                && made.contains("2026-11-23T00:15:00Z"))
    }

    /// Ids in every place and form in which an answer may contain them.
    @Test(arguments: [
        #"{"message":"No access to customer 55501234 (point 735111222000000017)."}"#,
        #"{"message":"\u0035\u0035501234"}"#, #"{"message":"{\"customerNumber\":\"\\u003555501234\"}"}"#,
        #"{"message":"aW5zdGFsbGF0aW9uIDU1NTAxMjM0"}"#, #"{"message":"key f00dfacecafe4711 is wrong"}"#,
        #"{"next":"https://api.example/x/api/Consumption/TimeSeries?customerNumbers=1,%35%355012%334&offset=2"}"#,
        #"{"next":"?customerNumbers=55501234%2C55501234&meteringPoints=735111222000000017"}"#,
        #"{"next":"/api/55501234/x?token=NTU1MDEyMzQ&name=F%C3%B6rskolan%20Bj%C3%B6rken%202"}"#,
        #"{"next":"NTU1MDEyMzR8NzM1MTExMjIyMDAwMDAwMDE3"}"#, #"{"next":"https://55501234:f00dfacecafe4711@h/p?x=1"}"#,
        #"{"next":"https://h/55501234"}"#, #"{"next":55501234}"#,
        #"{"consumptions":[{"customerNumber":55501234,"meteringPoint":735111222000000017}]}"#,
        #"{"consumptions":[{"customerNumber":"000055501234 ","rateCode":"55501234-80A"}]}"#,
        #"{"consumptions":[{"CustomerNumber":"55501234","owner":{"value":"55501234","st":"Kalle"}}]}"#,
        #"{"consumptions":{"735111222000000017":{"reading":[]}}}"#,
        #"{"errors":{"customerNumbers":["The value '55501234' is not valid."]}}"#,
        #"{"consumptions":[{"reading":[{"ps":"point 735111222000000017","va":"55501234 kWh"}]}]}"#,
        #"{"consumptions":[{"settlement":"X735111222000000017"#,
        "<html><p>Kund 55501234, Förskolan Björken 2</p></html>",
        #"{"message":"53353530313233340a till Björken"}"#, #"{"consumptions":[{"settlement":"NTU1MDEyMzQ="}]}"#,
        "Kund &#53;5501234", #"[{"customerNumber":"55501234"}] 55501234"#,
        #"{"a":55501234.0,"b":[735111222000000017]}"#,
    ])
    func noIdIsLeft(_ odd: String) throws {
        let answers = try rewritten([Array(odd.utf8), Array(Self.page.utf8)])
        expectNoLeak(answers)
        #expect(answers[0].body != Array(odd.utf8))
    }

    @Test func anIdHasOnePseudonymEverywhere() throws {
        let odd = #"{"message":"No \#(Self.customer)","next":"?customerNumbers=%35%355012%334"}"#
        let answers = try rewritten([Array(odd.utf8), Array(Self.page.utf8)])
        let page = try #require(try JSONSerialization.jsonObject(with: Data(answers[1].body)) as? [String: Any])
        let object = try #require((page["consumptions"] as? [[String: Any]])?.first)
        let made = try #require(object["customerNumber"] as? String)
        let error = try #require(try JSONSerialization.jsonObject(with: Data(answers[0].body)) as? [String: String])
        #expect(error["message"] == "No \(made)")
        #expect(error["next"]?.removingPercentEncoding == "?customerNumbers=\(made)")
        #expect(answers[0].target == "/api/Consumption/TimeSeries?customerNumbers=\(made)")
    }

    @Test func textsUnderUnknownKeysAreReplacedAndValuesUnderKnownOnesStay() throws {
        let made = try body(
            #"{"consumptions":[{"contact":{"name":"Kalle Svensson","phone":701234567,"floor":3,"va":"0701234567"},"va":701234567}]}"#
        )
        #expect(!made.contains("Kalle") && !made.contains("Svensson") && made.contains(#""floor":3"#))
        #expect(made.hasSuffix(#""va":701234567}]}"#) && made.ranges(of: "701234567").count == 1)
        #expect(made.contains(/"name":"[A-Z][a-z]{4} [A-Z][a-z]{7}","phone":[1-9][0-9]{8},/))
    }

    @Test(arguments: ["null", "false", "0", "\"0\"", "\"-1\"", "\"null\"", "\"\"", "200", "\"200\"", "{}"])
    func marksOfTheEndAndOffsetsStay(_ mark: String) throws {
        #expect(try body(#"{"next":\#(mark)}"#) == #"{"next":\#(mark)}"#)
    }

    @Test func aLinkKeepsPartsThatIdentifyNobody() throws {
        let link =
            "https://oows.oresundskraft.se:443/ConsumptionExternal/api/Consumption/TimeSeries?customerNumbers=\(Self.customer)"
            + "&resolution=quarter&fromDate=2026-11-23T00:00:00.000Z&toDate=2026-11-24T00%3A00%3A00Z&offset=200&maxRows=100"
        let made = try body(#"{"next":"\#(link)"}"#)
        #expect(
            made.replacing(/customerNumbers=[1-9][0-9]{7}/, with: "customerNumbers=\(Self.customer)")
                == #"{"next":"\#(link)"}"#)
    }

    @Test func badBytesStay() throws {
        let odd =
            [0xEF, 0xBB, 0xBF] + Array(#"{"consumptions":[{"property":"Sko"#.utf8) + [0xC3]
            + Array(#"\ud83d","st":"#.utf8) + [0x22, 0xE4, 0x22, 0x7D]
        let made = try rewritten([odd])[0].body
        #expect(made.count == odd.count && made.starts(with: [0xEF, 0xBB, 0xBF]))
        #expect(zip(odd, made).filter { $0 != $1 }.count <= 3)
        #expect(
            made.contains(0xC3) && made.contains(0xE4) && String(decoding: made, as: UTF8.self).contains(#"\ud83d"#))
    }

    @Test func aSingleWordOfANameIsReplacedToo() throws {
        let answers = try rewritten([Array(#"{"message":"Nothing for Björken."}"#.utf8), Array(Self.page.utf8)])
        #expect(LeakFinder(originals: ["Björken"]).leaks(in: answers[0].body) == [])
    }

    @Test func aBodyInUTF16RevealsNothing() throws {
        let wide = Self.page.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let made = try rewritten([wide])[0].body
        #expect(LeakFinder(originals: [Self.customer, Self.point]).leaks(in: made.filter { $0 != 0 }) == [])
        #expect(made.count == wide.count)
    }

    @Test func headersHaveNoSecrets() throws {
        let headers: [RawAnswer.Header] = [
            .init(name: "Content-Type", value: "application/json; charset=utf-8"),
            .init(name: "Retry-After", value: "7800"),
            .init(name: "Content-Length", value: "1234567"), .init(name: "Set-Cookie", value: "ARRAffinity=1"),
            .init(name: "WWW-Authenticate", value: "x"),
            .init(name: "Ocp-Apim-Subscription-Key", value: Self.key),
            .init(name: "X-Customer", value: "Kalle \(Self.customer)"),
            .init(name: "Location", value: "https://h/login?user=\(Self.customer)&next=abc"),
        ]
        let answer = try rewritten([Array("{}".utf8)], headers: headers)[0]
        #expect(
            answer.headers.map(\.name) == ["Content-Type", "Retry-After", "Content-Length", "X-Customer", "Location"])
        #expect(answer.headers.prefix(3) == headers.prefix(3))
        expectNoLeak([answer], ["Kalle"])
    }

    @Test func timesOfEveryFormStay() throws {
        for time in ["2026-11-23T00:00:00.1234567Z", "2026-11-23 00:00:00", "2026-11-23T01:00:00+01:00", "2026-11-23"] {
            #expect(try body(#"{"consumptions":[{"reading":[{"ps":"\#(time)"}]}]}"#).contains(time))
        }
    }
}
