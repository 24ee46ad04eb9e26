// Finds out whether the body of an error contains a message in words.

#include "CReadings.h"
#include "Scalars.h"
#include "Text.h"

#include <new>
#include <simdjson.h>
#include <string>

using namespace simdjson;
using namespace creadings;

namespace {

/// Returns true if a value contains words, down to the given depth.
bool has_words(const dom::element &element, int depth) {
    std::string_view text;
    if (element.get(text) == SUCCESS) return !trimmed(text).empty();
    if (depth == 0) return false;
    dom::object object;
    if (element.get(object) == SUCCESS) {
        for (auto field : object) {
            if (has_words(field.value, depth - 1)) return true;
        }
    }
    dom::array array;
    if (element.get(array) == SUCCESS) {
        for (dom::element member : array) {
            if (has_words(member, depth - 1)) return true;
        }
    }
    return false;
}

}  // namespace

int creadings_is_message(const uint8_t *json, size_t length) {
    try {
        std::string clean = well_formed({reinterpret_cast<const char *>(json), length});
        dom::parser parser;
        dom::element element;
        if (parser.parse(clean).get(element) != SUCCESS) return 0;
        return has_words(element, 3);
    } catch (const std::bad_alloc &) {
        return 0;
    }
}
