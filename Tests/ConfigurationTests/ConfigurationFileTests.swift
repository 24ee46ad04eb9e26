import Foundation
import Testing

@testable import Configuration

/// Faults of the file itself: missing, unreadable, too large, not UTF-8.
struct ConfigurationFileTests {
    private func faults(_ path: String) throws -> String {
        let error = try #require(throws: ConfigurationError.self) {
            try Configuration.load(path: path, environment: [:])
        }
        return error.description
    }

    @Test func aMissingFileIsAClearError() throws {
        let folder = try ConfigurationFolder()
        let path = "\(folder.path)/none.yml"
        #expect(
            try faults(path)
                == "\(path): there is no such file in `\(folder.path)`: name the configuration with --config.file, or try "
                + "`oresundskraft-exporter demo`, which needs none")
    }

    @Test func aFolderIsAClearError() throws {
        let folder = try ConfigurationFolder()
        #expect(try faults(folder.path) == "\(folder.path): cannot be read: it is a folder")
    }

    @Test func aPipeIsAClearErrorAndNotAHang() throws {
        let folder = try ConfigurationFolder()
        #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        #expect(try faults("\(folder.path)/pipe") == "\(folder.path)/pipe: cannot be read: it is not a regular file")
    }

    @Test func aFileOfMoreThanAMebibyteIsAClearError() throws {
        let folder = try ConfigurationFolder()
        let file = try folder.write(Data(repeating: UInt8(ascii: "#"), count: (1 << 20) + 1), to: "large.yml")
        #expect(try faults(file) == "\(file): cannot be read: it is larger than 1MiB")
    }

    @Test func aPathWithNULIsAClearError() throws {
        #expect(try faults("a\0b").hasSuffix("cannot be read: the path contains a NUL"))
    }

    @Test func tlsFilesAreChecked() throws {
        let folder = try ConfigurationFolder()
        try folder.write("-----BEGIN CERTIFICATE-----\n", to: "cert.pem")
        try folder.write("-----BEGIN RSA PRIVATE KEY-----\n", to: "key.pem", mode: 0o644)
        try folder.write("-----BEGIN ENCRYPTED PRIVATE KEY-----\n", to: "locked.pem")
        let text = "customers: [{numbers: [100001]}]\napi: {tls: {cert_file: cert.pem, key_file: "
        #expect(
            try folder.load(text + "key.pem}}").warnings == [
                "oresundskraft.yml:2:44: api.tls.key_file: `key.pem` can be read by every user of this machine: chmod 640 it"
            ])
        #expect(
            try folder.faults(text + "locked.pem}}") == """
                oresundskraft.yml:2:44: api.tls.key_file: `locked.pem` is protected by a passphrase, \
                which the exporter cannot give: decrypt it
                """)
    }

    @Test func httpToAnotherMachineIsAWarning() throws {
        let text = "customers: [{numbers: [100001]}]\napi: {url: \"http://api.example\"}\n"
        #expect(
            try ConfigurationFolder().load(text).warnings == [
                "oresundskraft.yml:2:12: api.url: http sends the subscription key across the network unencrypted: use https"
            ])
        let local = text.replacingOccurrences(of: "api.example", with: "[::1]:80")
        #expect(try ConfigurationFolder().load(local).warnings.isEmpty)
    }

    @Test func aTextGivenTwiceInAFilterIsAWarningAndCountsOnce() throws {
        let (configuration, warnings) = try ConfigurationFolder().load(
            "customers: [{numbers: [100001], delivery_categories: [EL, EL]}]\n")
        #expect(configuration.customers[0].deliveryCategories == ["EL"])
        #expect(warnings == ["oresundskraft.yml:1:59: customers[0].delivery_categories[1]: `EL` is given twice"])
    }

    @Test func warningsComeWithTheFaultsToo() throws {
        let folder = try ConfigurationFolder()
        let file = try folder.write("api: {url: \"http://api.example\", page_size: -1}\n", to: "c.yml")
        let error = try #require(throws: ConfigurationError.self) {
            try Configuration.load(path: file, environment: [:])
        }
        #expect(error.warnings.map(\.keyPath) == ["api.url"])
    }

    @Test func aFileOfManyNumbersIsRead() throws {
        let numbers = (0..<40_000).map { String(100_001 + $0) }
        let (configuration, _) = try ConfigurationFolder().load(
            "customers: [{numbers: [\(numbers.joined(separator: ","))]}]\n")
        #expect(configuration.customers[0].numbers == numbers)
    }
}
