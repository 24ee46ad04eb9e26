import Foundation
import Ground
import Testing

@testable import Configuration

struct SecretFileTests {
    @Test(arguments: [
        (SecretFile.Form.subscriptionKey, "s3cret\r\n", "s3cret"), (.credential, "s3cret\n", "s3cret"),
        (.credential, " pass word ö", " pass word ö"),
    ])
    func theSecretIsTheLineWithoutItsEnd(form: SecretFile.Form, text: String, secret: String) throws {
        let folder = try ConfigurationFolder()
        let read = try SecretFile.read(try folder.write(text, to: "secret"), as: form)
        #expect(read.secret == Secret(secret))
        #expect(!read.isWorldReadable)
    }

    @Test(arguments: [
        (SecretFile.Form.subscriptionKey, "", "is empty"), (.credential, "\n", "is empty"),
        (.subscriptionKey, "a\nb", "has more than one line: the key is one line of ASCII"),
        (.credential, "a\nb", "has more than one line, or a control character in it"),
        (.credential, "a\u{7}", "has more than one line, or a control character in it"),
        (
            .subscriptionKey, "a b",
            "contains a blank, a control character or a character outside ASCII: the key is plain ASCII"
        ),
        (.subscriptionKey, String(repeating: "a", count: 4_097), "cannot be read: it is larger than 4KiB"),
        (.credential, String(repeating: "a", count: 65_537), "cannot be read: it is larger than 64KiB"),
    ])
    func aFileThatHoldsNoSecretIsAFault(form: SecretFile.Form, text: String, reason: String) throws {
        let folder = try ConfigurationFolder()
        let file = try folder.write(text, to: "secret")
        let failure = #expect(throws: SecretFile.Failure.self) { try SecretFile.read(file, as: form) }
        #expect(failure?.reason == reason)
    }

    @Test(arguments: [
        (SecretFile.Form.subscriptionKey, "is not text: the key is one line of ASCII"),
        (.credential, "is not UTF-8 text: it holds one line"),
    ])
    func aFileOfOtherBytesIsAFault(form: SecretFile.Form, reason: String) throws {
        let folder = try ConfigurationFolder()
        let file = try folder.write(Data([0xFF, 0xFE]), to: "secret")
        let failure = #expect(throws: SecretFile.Failure.self) { try SecretFile.read(file, as: form) }
        #expect(failure?.reason == reason)
    }
}
