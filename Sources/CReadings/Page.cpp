// Walks a page with simdjson's On-Demand reader, once and in the order of the bytes.
//
// Where a value has an odd type only what depends on it is rejected; where the text is not JSON the page fails as a whole.

#include "CReadings.h"

#include <cmath>
#include <cstring>
#include <deque>
#include <new>
#include <simdjson.h>
#include <string>
#include <unordered_map>
#include <vector>

using namespace simdjson;

static_assert(CREADINGS_PADDING >= SIMDJSON_PADDING, "the caller pads too little for this simdjson");

namespace {

/// No billing period is longer; what claims to be is a fault.
const int64_t longest_period_ms = INT64_C(400) * 86'400'000;

/// Each distinct text once, so that a row holds an index.
class Texts {
public:
    uint32_t index_of(std::string_view text) {
        // Status and unit repeat from row to row, so the newest two are nearly always right.
        for (uint32_t candidate : recent) {
            if (candidate < entries.size() && view(candidate) == text) return candidate;
        }
        auto found = indices.find(std::string(text));
        uint32_t index;
        if (found != indices.end()) {
            index = found->second;
        } else {
            index = static_cast<uint32_t>(entries.size());
            storage.emplace_back(text);
            entries.push_back({storage.back().data(), storage.back().size()});
            indices.emplace(storage.back(), index);
        }
        recent[1] = recent[0];
        recent[0] = index;
        return index;
    }

    std::vector<creadings_text> entries;

private:
    std::string_view view(uint32_t index) const { return {entries[index].bytes, entries[index].length}; }

    std::deque<std::string> storage;
    std::unordered_map<std::string, uint32_t> indices;
    uint32_t recent[2] = {UINT32_MAX, UINT32_MAX};
};

struct Page {
    creadings_page page{};
    Texts texts;
    std::string next, error;
    std::vector<creadings_object> objects;
    std::vector<int64_t> starts, ends;
    std::vector<double> values;
    std::vector<uint32_t> statuses, units;
    std::vector<creadings_effect> effects;
};

bool is_key(std::string_view key, std::string_view lowercase) {
    if (key.size() != lowercase.size()) return false;
    for (size_t index = 0; index < key.size(); index++) {
        char letter = key[index];
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + ('a' - 'A'));
        if (letter != lowercase[index]) return false;
    }
    return true;
}

/// A scalar as the API means it: a text, nothing (null or absent), or something that cannot be a text.
struct Scalar {
    enum Kind { none, text, number, boolean, odd } kind = none;
    std::string_view view;

    static Scalar read(ondemand::value value) {
        ondemand::json_type type = value.type();
        switch (type) {
        case ondemand::json_type::string: {
            // Nearly no text has an escape, and what has none is read where it stands: copying it costs as much as
            // finding it, and memory for all texts of the page.
            std::string_view quoted = token(value);
            if (quoted.size() >= 2 && quoted.find('\\') == std::string_view::npos) {
                return {text, quoted.substr(1, quoted.size() - 2)};
            }
            return {text, value.get_string()};
        }
        // The digits themselves, so that an id is not rounded through a double and one bad number costs one reading.
        case ondemand::json_type::number: return {number, token(value)};
        case ondemand::json_type::boolean: return {boolean, bool(value.get_bool()) ? "true" : "false"};
        case ondemand::json_type::null:
            // Checks that it spells null.
            if (!bool(value.is_null())) throw simdjson_error(N_ATOM_ERROR);
            return {none, {}};
        default: return {odd, {}};
        }
    }

    bool is_empty() const { return kind == none || (kind == text && trimmed().empty()); }

    std::string_view trimmed() const {
        std::string_view text = view;
        while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
        while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
        return text;
    }

    bool time(int64_t &out) const {
        return kind == text && creadings_parse_time(view.data(), view.size(), &out);
    }

    bool decimal(double &out) const {
        return (kind == text || kind == number) && creadings_parse_number(view.data(), view.size(), &out);
    }

    uint32_t index(Texts &texts) const {
        return kind == none || kind == odd ? CREADINGS_NO_TEXT : texts.index_of(view);
    }

private:
    static std::string_view token(ondemand::value value) {
        std::string_view text = value.raw_json_token();
        size_t end = text.find_last_not_of(" \t\r\n");
        return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
    }
};

/// A field's key, where it stands unless it has an escape.
std::string_view key_of(simdjson_result<ondemand::field> &field) {
    ondemand::raw_json_string raw = field.key();
    const char *start = raw.raw();
    for (const char *end = start;; end++) {
        if (*end == '"') return {start, static_cast<size_t>(end - start)};
        if (*end == '\\') return field.unescaped_key();
    }
}

/// What the keys of a reading are called, in lower case.
struct TimeSeriesKeys {
    static constexpr bool is_period = true;
    static constexpr std::string_view start = "ps", end = "md", value = "va", status = "st", unit = "un";
    static constexpr std::string_view effect_time = "rd", effect_value = "va", effect_unit = "un";
};

/// An invoiced value has a date in place of a period.
struct InvoicedKeys {
    static constexpr bool is_period = false;
    static constexpr std::string_view start = "readingdate", end = "", value = "value", status = "status", unit = "unit";
    static constexpr std::string_view effect_time = "readingdate", effect_value = "value", effect_unit = "unit";
};

template <typename Keys> class Reader {
public:
    explicit Reader(Page &page) : out(page) {}

    void read(ondemand::document &document) {
        bool found = false;
        for (auto field : document.get_object()) {
            std::string_view key = key_of(field);
            ondemand::value value = field.value();
            if (is_key(key, "consumptions")) {
                found = true;
                consumptions(value);
            } else if (is_key(key, "next")) {
                next(value);
            }
        }
        // Past the end there is no location (OUT_OF_BOUNDS); what has one is trailing content.
        if (document.current_location().error() == SUCCESS) throw simdjson_error(TAPE_ERROR);
        if (!found) out.error = "it has no key \"consumptions\"";
    }

private:
    Page &out;

    static bool is(ondemand::value value, ondemand::json_type wanted) {
        return ondemand::json_type(value.type()) == wanted;
    }

    void reject(int reason, size_t count = 1) { out.page.rejected[reason] += count; }

    void consumptions(ondemand::value value) {
        if (is(value, ondemand::json_type::null)) return;
        if (!is(value, ondemand::json_type::array)) {
            out.error = "its \"consumptions\" is not a list";
            return;
        }
        for (auto element : value.get_array()) {
            out.page.seen_objects++;
            ondemand::value object = element.value();
            if (is(object, ondemand::json_type::object)) {
                consumption(object);
            } else {
                reject(CREADINGS_MALFORMED);
            }
        }
    }

    void consumption(ondemand::value value) {
        creadings_object object{};
        object.customer_number = object.property = object.metering_point = object.installation_number = CREADINGS_NO_TEXT;
        object.delivery_category = object.settlement = object.rate_code = CREADINGS_NO_TEXT;
        object.subscribed_effect = NAN;
        object.first_reading = out.starts.size();
        object.first_effect = out.effects.size();
        size_t missing = out.page.missing;
        // Without its category or direction its readings would make up a series of their own beside the right one.
        bool is_odd = false;
        for (auto field : value.get_object()) {
            std::string_view key = key_of(field);
            ondemand::value member = field.value();
            if (is_key(key, "reading")) {
                readings(member);
            } else if (is_key(key, "meteringpoint")) {
                Scalar text = Scalar::read(member);
                object.metering_point = text.is_empty() ? uint32_t(CREADINGS_NO_TEXT) : text.index(out.texts);
            } else if (is_key(key, "customernumber")) {
                object.customer_number = Scalar::read(member).index(out.texts);
            } else if (is_key(key, "installationnumber")) {
                object.installation_number = Scalar::read(member).index(out.texts);
            } else if (is_key(key, "deliverycategory")) {
                Scalar text = Scalar::read(member);
                is_odd = is_odd || text.kind == Scalar::odd;
                object.delivery_category = text.index(out.texts);
            } else if (is_key(key, "settlement")) {
                object.settlement = Scalar::read(member).index(out.texts);
            } else if (is_key(key, "ratecode")) {
                object.rate_code = Scalar::read(member).index(out.texts);
            } else if (is_key(key, "property")) {
                object.property = Scalar::read(member).index(out.texts);
            } else if (is_key(key, "microproduction")) {
                Scalar flag = Scalar::read(member);
                is_odd = is_odd || flag.kind == Scalar::odd;
                object.microproduction = is_key(flag.trimmed(), "true") || flag.trimmed() == "1";
            } else if (is_key(key, "subscribedeffect")) {
                Scalar::read(member).decimal(object.subscribed_effect);
            }
        }
        if (object.metering_point == CREADINGS_NO_TEXT || is_odd) {
            // Its readings belong to nobody, those without a value too.
            size_t lost = out.starts.size() - object.first_reading + out.page.missing - missing;
            reject(is_odd ? CREADINGS_MALFORMED : CREADINGS_METERING_POINT, lost > 0 ? lost : 1);
            out.page.missing = missing;
            truncate(object);
            return;
        }
        object.readings = out.starts.size() - object.first_reading;
        object.effects = out.effects.size() - object.first_effect;
        out.objects.push_back(object);
    }

    void truncate(const creadings_object &object) {
        out.starts.resize(object.first_reading);
        out.ends.resize(object.first_reading);
        out.values.resize(object.first_reading);
        out.statuses.resize(object.first_reading);
        out.units.resize(object.first_reading);
        out.effects.resize(object.first_effect);
    }

    void readings(ondemand::value value) {
        if (is(value, ondemand::json_type::null)) return;
        if (!is(value, ondemand::json_type::array)) return reject(CREADINGS_MALFORMED);
        for (auto element : value.get_array()) {
            out.page.seen_readings++;
            ondemand::value object = element.value();
            if (is(object, ondemand::json_type::object)) {
                reading(object);
            } else {
                reject(CREADINGS_MALFORMED);
            }
        }
    }

    void reading(ondemand::value value) {
        int64_t start = 0, end = 0;
        bool has_start = false, has_end = false;
        Scalar amount, status, unit;
        double number = 0;
        size_t first_effect = out.effects.size();
        for (auto field : value.get_object()) {
            std::string_view key = key_of(field);
            ondemand::value member = field.value();
            if (is_key(key, Keys::start)) {
                has_start = Scalar::read(member).time(start);
            } else if (Keys::is_period && is_key(key, Keys::end)) {
                has_end = Scalar::read(member).time(end);
            } else if (is_key(key, Keys::value)) {
                amount = Scalar::read(member);
            } else if (is_key(key, Keys::status)) {
                status = Scalar::read(member);
            } else if (is_key(key, Keys::unit)) {
                unit = Scalar::read(member);
            } else if (is_key(key, "maxeffect")) {
                max_effect(member);
            }
        }
        if (!Keys::is_period) {
            end = start;
            has_end = has_start;
        }
        for (size_t index = first_effect; index < out.effects.size(); index++) {
            out.effects[index].start = has_start ? start : CREADINGS_NO_TIME;
        }
        if (amount.is_empty()) {
            out.page.missing++;
            return;
        }
        if (!has_start || !has_end) return reject(CREADINGS_TIME);
        if (Keys::is_period && (end <= start || end - start > longest_period_ms)) return reject(CREADINGS_PERIOD);
        if (!amount.decimal(number)) return reject(CREADINGS_VALUE);
        if (unit.kind != Scalar::text && unit.kind != Scalar::none) return reject(CREADINGS_UNIT);
        out.starts.push_back(start);
        out.ends.push_back(end);
        out.values.push_back(number);
        out.statuses.push_back(status.index(out.texts));
        out.units.push_back(unit.index(out.texts));
    }

    void max_effect(ondemand::value value) {
        if (is(value, ondemand::json_type::null)) return;
        if (!is(value, ondemand::json_type::object)) return reject(CREADINGS_MAX_EFFECT);
        creadings_effect effect{0, CREADINGS_NO_TIME, 0, CREADINGS_NO_TEXT};
        Scalar amount;
        bool has_time = false;
        for (auto field : value.get_object()) {
            std::string_view key = key_of(field);
            ondemand::value member = field.value();
            if (is_key(key, Keys::effect_time)) {
                has_time = Scalar::read(member).time(effect.time);
            } else if (is_key(key, Keys::effect_value)) {
                amount = Scalar::read(member);
            } else if (is_key(key, Keys::effect_unit)) {
                effect.unit = Scalar::read(member).index(out.texts);
            }
        }
        if (amount.is_empty()) return;
        if (!has_time || !amount.decimal(effect.value)) return reject(CREADINGS_MAX_EFFECT);
        out.effects.push_back(effect);
    }

    void next(ondemand::value value) {
        Scalar text = Scalar::read(value);
        if (text.is_empty()) {
            out.page.next_kind = CREADINGS_NEXT_END;
        } else {
            bool readable = text.kind == Scalar::text || text.kind == Scalar::number;
            out.page.next_kind = readable ? CREADINGS_NEXT_TEXT : CREADINGS_NEXT_ODD;
            out.next = std::string(text.trimmed());
        }
    }
};

template <typename Element> const Element *data_of(const std::vector<Element> &column) { return column.data(); }

void publish(Page &page) {
    creadings_page &view = page.page;
    view.texts = data_of(page.texts.entries);
    view.text_count = page.texts.entries.size();
    view.objects = data_of(page.objects);
    view.object_count = page.objects.size();
    view.starts = data_of(page.starts);
    view.ends = data_of(page.ends);
    view.values = data_of(page.values);
    view.statuses = data_of(page.statuses);
    view.units = data_of(page.units);
    view.reading_count = page.starts.size();
    view.effects = data_of(page.effects);
    view.effect_count = page.effects.size();
    view.next = {page.next.data(), page.next.size()};
    view.error = page.error.empty() ? nullptr : page.error.c_str();
}

template <typename Keys> creadings_page *read_page(const uint8_t *json, size_t length) {
    Page *page = nullptr;
    try {
        page = new Page();
        page->page.error_offset = -1;
        // A byte order mark is not JSON (RFC 8259, 8.1), but some servers send one.
        if (length >= 3 && std::memcmp(json, "\xEF\xBB\xBF", 3) == 0) {
            json += 3;
            length -= 3;
        }
        ondemand::parser parser;
        ondemand::document document;
        padded_string_view text(reinterpret_cast<const char *>(json), length, length + CREADINGS_PADDING);
        error_code code = parser.iterate(text).get(document);
        if (code != SUCCESS) {
            page->error = error_message(code);
        } else {
            try {
                Reader<Keys>(*page).read(document);
            } catch (const simdjson_error &error) {
                page->error = error.what();
                const char *location = nullptr;
                if (document.current_location().get(location) == SUCCESS && location != nullptr) {
                    page->page.error_offset = location - reinterpret_cast<const char *>(json);
                }
            }
        }
        publish(*page);
        return &page->page;
    } catch (const std::bad_alloc &) {
        delete page;
        return nullptr;
    }
}

}  // namespace

creadings_page *creadings_page_read(const uint8_t *json, size_t length) {
    return read_page<TimeSeriesKeys>(json, length);
}

creadings_page *creadings_invoiced_page_read(const uint8_t *json, size_t length) {
    return read_page<InvoicedKeys>(json, length);
}

void creadings_page_free(creadings_page *page) {
    // `page` is the first member of Page, which has no virtual functions, so both have one address.
    delete reinterpret_cast<Page *>(page);
}
