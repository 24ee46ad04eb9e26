import Exposition
import Testing

struct ContentNegotiationTests {
    @Test(
        arguments: [
            // What Prometheus sends: 2.42, 2.53, 3.x, and 3.x with native histograms.
            (
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                    + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .openMetrics
            ),
            (
                "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2", .openMetrics
            ),
            (
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                    + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2", .openMetrics
            ),
            (
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
                    + "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                .openMetrics
            ),
            // A Prometheus told to scrape text (scrape_protocols: [PrometheusText0.0.4]).
            ("text/plain;version=0.0.4;q=0.6,*/*;q=0.2", .text),
            // Browsers, curl, nothing.
            ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", .text),
            ("*/*", .text), ("", .text), (" , ,", .text),
            // Names and versions.
            ("application/openmetrics-text", .openMetrics),
            ("Application/OpenMetrics-Text; Version=\"1.0.0\"; charset=utf-8", .openMetrics),
            ("application/openmetrics-text;version=0.0.1", .openMetrics),
            ("application/openmetrics-text;version=2.0.0", .text),
            (
                "application/openmetrics-text;version=2.0.0,application/openmetrics-text;version=1.0.0;q=0.1",
                .openMetrics
            ),
            // Weights and wildcards.
            ("application/openmetrics-text;q=0", .text),
            ("application/openmetrics-text;q=0.000,*/*;q=0.1", .text),
            ("application/openmetrics-text;q=0.4,text/plain;q=0.5", .text),
            ("application/openmetrics-text;q=0.5,text/plain;q=0.4", .openMetrics),
            ("application/openmetrics-text,text/plain", .text),
            ("application/openmetrics-text;q=0.5,*/*", .text),
            ("application/openmetrics-text,*/*;q=0.1", .openMetrics),
            ("application/*", .openMetrics), ("application/*,text/*", .text), ("text/*,application/*;q=0.9", .text),
            ("application/*;q=1,application/openmetrics-text;q=0.1,text/plain;q=0.2", .text),
            ("*/*;q=1,text/plain;q=0.1", .openMetrics),
            // More decimals than three.
            ("application/openmetrics-text;q=0.1234", .openMetrics),
            ("application/openmetrics-text;q=0.50001,text/plain;q=0.5", .openMetrics),
            ("application/openmetrics-text;q=0.5,text/plain;q=0.50001", .text),
            ("application/openmetrics-text;q=0.33333333333333331,text/plain;q=0.25", .openMetrics),
            ("application/openmetrics-text;q=0.00000000000000000001", .openMetrics),
            ("application/openmetrics-text;q=0.00000000000000000000", .text),
            ("application/openmetrics-text;q=1.0000000000000000", .openMetrics),
            ("application/openmetrics-text;q=1.00000000000000001,text/plain;q=0.1", .openMetrics),
            ("application/openmetrics-text;q=1.0001,text/plain;q=0.1", .text),
            // A malformed element costs no other.
            ("text/html;q=x,application/openmetrics-text;version=1.0.0", .openMetrics),
            ("application/openmetrics-text,text/plain;q", .openMetrics),
            ("foo bar,application/openmetrics-text", .openMetrics), ("=,application/openmetrics-text", .openMetrics),
            ("text/plain;v=\"a,b\"x,application/openmetrics-text", .openMetrics),
            ("text/html;v=\"1.0,application/openmetrics-text", .openMetrics),
            ("text/html;v=\"\\\",application/openmetrics-text", .openMetrics),
            ("/,;,\",application/openmetrics-text;q=0.5,text/plain;q=0.4,å", .openMetrics),
            ("application/openmetrics-text;q=2,text/plain;q=0.1,*/*;q=0.5", .openMetrics),
            ("application/openmetrics-text;q=2", .text),
            ("application/openmetrics-text;q=", .text), ("application/openmetrics-text;q=abc", .text),
            ("application/openmetrics-text;version=\"1.0.0", .text), ("application/", .text),
            ("application/openmetrics-text text/plain;q=0.1", .text), ("application/openmetrics-text;q=1.001", .text),
            ("application/openmetrics-text;q=0,5;å", .text),
        ] as [(String, ExpositionFormat)])
    func acceptChoosesTheFormat(accept: String, format: ExpositionFormat) {
        #expect(ContentNegotiation(accept: [accept], acceptEncoding: []).format == format)
    }

    @Test func severalFieldsAreOneList() {
        let fields = ["text/plain;q=0.1", "application/openmetrics-text"]
        #expect(ContentNegotiation(accept: fields, acceptEncoding: []).format == .openMetrics)
        #expect(ContentNegotiation(accept: fields + ["text/*;q=5"], acceptEncoding: []).format == .openMetrics)
        #expect(ContentNegotiation(accept: ["text/plain;q=", fields[1]], acceptEncoding: []).format == .openMetrics)
    }

    @Test func withoutFieldsTheAnswerIsPlainText() {
        let negotiated = ContentNegotiation(accept: [], acceptEncoding: [])
        #expect(negotiated.format == .text)
        #expect(!negotiated.gzip)
    }

    @Test(arguments: [
        ("gzip", true), ("GZIP", true), ("x-gzip", true), ("deflate, gzip, br, zstd", true), ("gzip;q=0.5", true),
        ("gzip;q=0.001", true), ("*", true), ("br;q=1.0, gzip;q=0.8, *;q=0.1", true), ("identity;q=0, *", true),
        ("identity;q=0.5, gzip;q=0.5", true),
        ("", false), ("identity", false), ("br", false), ("gzip;q=0", false), ("gzip;q=0, *", false), ("*;q=0", false),
        ("identity, gzip;q=0.5", false), ("identity;q=0", false), ("gzipped", false), ("gzip;q=x", false),
        ("gzip br", false), ("br;q=x, gzip", true), ("gzip;q=0.12345", true), ("br br, gzip;q=0.00001", true),
    ])
    func gzipIsChosenWhereAcceptEncodingAllowsIt(acceptEncoding: String, gzip: Bool) {
        #expect(ContentNegotiation(accept: [], acceptEncoding: [acceptEncoding]).gzip == gzip)
    }
}
