#include "cli/bundle/scrubbed_text.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace ecdsnap::cli {
namespace {

constexpr std::size_t least_secret = 4;

// A name that ends in one of these words, or goes on with what makes it an id, holds a secret.
constexpr const char* secret_name =
    R"((?i:passw(?:or)?d|passphrase|pwd|secret|token|access[_-]?key(?:[_-]?id)?|api[_-]?key|private[_-]?key|signature|sign|cookie|external[_-]?id|authorization|webhook|robot|(?:\b|_)(?:pin|pass)))";
// What an option of a program may be called besides.
constexpr const char* secret_option = R"((?:[\w-]*-)?(?i:pin|pass|key|otp|pat|code|credentials?))";
// Keys of the configuration: a program's command line and whom a proxy knows us as.
constexpr const char* concealed_key = R"((?:process(?:_command)?|user(?:name)?))";

constexpr const char* quoted = R"re((?:"(?:[^"\\]|\\.)*"|(?:'[^']*')+))re";
// In a mapping on one line. A comma or bracket inside a word ends nothing: YAML may see it so, its writer did not.
constexpr const char* plain = R"re([^,}\]{["'\s|>](?:[^,}\]]|[,}\]][^\s,}\]"'])*)re";

// A line that starts with a key, also in a comment: indentation with dashes, key, value.
const RE2& key_line() {
    static const RE2 expression(std::string(R"re(^(\s*(?:#[#\s]*)?(?:- +)*)(["']?(?:[\w.-]*)re") + secret_name + "|" +
                                concealed_key + R"re()["']?\s*:\s*)(.*?)\s*$)re");
    return expression;
}

// Nothing, or the marks of a text of several lines.
const RE2& value_below() {
    static const RE2 expression(R"((?:[|>][-+\d]*)?\s*(?:#.*)?)");
    return expression;
}

const RE2& value_in_quotes() {
    static const RE2 expression(std::string(quoted) + R"(\s*,?\s*(?:#.*)?)");
    return expression;
}

// A key in a mapping whose value is not, or not wholly, on this line: nothing stands behind it, or an open quote.
const RE2& open_value() {
    static const RE2 expression(std::string(R"re((["']?(?:[\w.-]*)re") + secret_name + R"re(|[{,]\s*["']?)re" +
                                concealed_key + R"re()["']?\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*\\?|'(?:[^']|'')*)?$)re");
    return expression;
}

struct Rule {
    std::unique_ptr<RE2> wrong;
    const char* instead;
};

// In this order: whole values by their names first, then what looks like a key by itself.
const std::vector<Rule>& rules() {
    static const std::vector<Rule> all = [] {
        std::vector<Rule> out;
        const auto add = [&](const std::string& wrong, const char* instead) {
            out.push_back({std::make_unique<RE2>(wrong), instead});
        };
        const std::string name = std::string(R"((["']?[\w.-]*)") + secret_name;
        add(R"re(((?:^|[{,])\s*(?:- )?["']?)re" + std::string(concealed_key) + R"re(["']?\s*:\s+)(?:)re" + quoted +
                "|" + plain + ")",
            R"(\1"[removed]")");
        add(name + R"re(["']?\s*:\s*)(?:)re" + quoted + "|" + plain + ")", R"(\1"[removed]")");
        add(name + R"re(["']?\s*=\s*)(?:)re" + quoted + R"re(|(?:[^\s,;&"'}\]]|[,;}\]][^\s,;&"'}\]])+))re",
            R"(\1[removed])");
        // JSON inside a JSON text, once and more often.
        add(name + R"re(\\["']\s*:\s*)(?:\\"(?:[^"\\]|\\\\\\"|\\\\\\\\|\\[^"])*(?:\\"|$)|[^\s,}\\"]+))re",
            R"(\1\\"[removed]\\")");
        add(name + R"re(\\{2,}["']\s*:\s*)(?:\\+["'][^"']*(?:["']|$)|[^\s,}\\"]+))re", R"(\1[removed])");
        add("(" + std::string(secret_name) + R"re(\s+(?:is\s+)?)(?:)re" + quoted + ")", R"(\1[removed])");
        // A command line, also as a list of quoted words.
        add(R"re(((?:^|[\s"'=\[(,])--?(?:[\w.-]*)re" + std::string(secret_name) + "|" + secret_option +
                R"re()(?:\\*["'])?(?:\s*[=,]\s*|\s+))(?:)re" + quoted +
                R"re(|\\+["'][^"'\\]*\\+["']|[^\s"'\\][^\s"\\]*))re",
            R"(\1[removed])");
        add(R"re(([A-Za-z][A-Za-z0-9+.-]*://)[^/\s"'<>]*@)re", R"(\1[removed]@)");
        // Whole paths that are keys: web hooks and heartbeats.
        add(R"re((https?://(?:hooks\.slack\.com/services|open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/v2/hook|hc-ping\.com|[\w.-]+/ping))/[^\s"'<>]+)re",
            R"(\1/[removed])");
        add(R"re((://[^\s"'?&#]*[?&#])[^\s"'<>]+)re", R"(\1[removed])");
        // Any other long segment of an address that looks like chance.
        add(R"re((://[^\s"'?#]*/)[A-Za-z0-9_-]*\d[A-Za-z0-9_-]{14,})re", R"(\1[removed])");
        add(R"re((?i)\b(Basic|Bearer|Digest|acs)\s+[A-Za-z0-9+/=_:.-]{6,})re", R"(\1 [removed])");
        add(R"(\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+)", "[removed]");
        add(R"(\bLTAI[A-Za-z0-9]{4,})", "LTAI[removed]");
        add(R"(\bSTS\.[A-Za-z0-9]{4,})", "STS.[removed]");
        return out;
    }();
    return all;
}

bool looks_random(std::string_view word) {
    const auto has = [&](auto test) { return std::ranges::any_of(word, test); };
    return has([](char c) { return c >= 'a' && c <= 'z'; }) && has([](char c) { return c >= 'A' && c <= 'Z'; }) &&
           has([](char c) { return c >= '0' && c <= '9'; });
}

// Keys without any name beside them: 28 characters and more, of all three kinds.
std::string without_random_words(const std::string& line) {
    static const RE2 word(R"(([A-Za-z0-9+_=-]{28,}))");
    std::string out;
    re2::StringPiece rest(line);
    re2::StringPiece found;
    const char* copied = line.data();
    while (RE2::FindAndConsume(&rest, word, &found)) {
        if (!looks_random({found.data(), found.size()})) continue;
        out.append(copied, found.data());
        out += scrubbed_mark;
        copied = found.data() + found.size();
    }
    return out.append(copied, line.data() + line.size());
}

std::string url_escaped_secret(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || std::string_view("-_.~").find(c) != std::string_view::npos)
            out += c;
        else
            (out += '%').append({digits[byte >> 4U], digits[byte & 15U]});
    }
    return out;
}

std::string json_escaped_secret(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::size_t indent_of(std::string_view line) {
    const auto at = line.find_first_not_of(" \t");
    return at == line.npos ? line.size() : at;
}

// Where the value of a key goes on in the lines below it.
struct ValueBelow {
    std::size_t column = 0;    // of the key; deeper lines belong to it
    bool may_be_list = false;  // then it may stand as deep as the key
    bool in_comment = false;   // then so are they
    char quote = 0;            // that has to be closed; 0: none

    // Of what a line says.
    std::size_t depth(std::string_view line) const {
        const bool commented = in_comment && line.substr(indent_of(line)).starts_with('#');
        if (in_comment && !commented) return 0;
        return std::min(line.find_first_not_of(commented ? " \t#" : " \t"), line.size());
    }

    bool holds(std::string_view line) const {
        const auto deep = depth(line);
        if (in_comment && deep == 0) return false;
        if (deep == line.size() || deep > column) return true;
        return may_be_list && deep == column && line.substr(deep).starts_with("- ");
    }
};

// The quote that a value starts with and, as its line ends, has not closed; 0: there is none.
char quote_left_open(std::string_view value) {
    const bool starts = value.starts_with('"') || value.starts_with('\'');
    return starts && value.find(value.front(), 1) == value.npos ? value.front() : '\0';
}

// A line that starts with a secret's key keeps the key only. nullopt: there is none, or nothing can belong to it below.
std::optional<ValueBelow> remove_value_of_key(std::string& line) {
    std::string indent;
    std::string key;
    std::string value;
    if (!RE2::FullMatch(line, key_line(), &indent, &key, &value)) {
        if (!RE2::Replace(&line, open_value(), R"(\1"[removed]")")) return std::nullopt;
        return ValueBelow{indent_of(line)};
    }
    ValueBelow below{indent.size(), value.empty() || value.front() == '#', indent.find('#') != indent.npos,
                     quote_left_open(value)};
    if (below.quote != 0 && !below.in_comment) below.column = indent_of(line);  // the parser lets it be as deep
    if (RE2::FullMatch(value, value_below())) return below;
    line = indent + key + '"' + std::string(scrubbed_mark) + '"' + (value.ends_with(',') ? "," : "");
    if (RE2::FullMatch(value, value_in_quotes())) return std::nullopt;
    return below;
}

}  // namespace

bool names_secret(std::string_view name) {
    static const RE2 whole(std::string(R"(^[\w.-]*)") + secret_name + "$");
    return RE2::FullMatch(re2::StringPiece(name.data(), name.size()), whole);
}

bool names_secret_option(std::string_view option) {
    static const RE2 whole(std::string(R"(-{0,2}(?:[\w.-]*)") + secret_name + "|" + secret_option + ")");
    return RE2::FullMatch(re2::StringPiece(option.data(), option.size()), whole);
}

void Scrubber::add_secret(std::string_view value) {
    constexpr std::string_view white = " \t\r";
    while (!value.empty()) {
        auto line = value.substr(0, value.find('\n'));
        value.remove_prefix(std::min(value.size(), line.size() + 1));
        const auto first = std::min(line.find_first_not_of(white), line.size());
        line = line.substr(first, line.find_last_not_of(white) + 1 - first);
        if (line.size() < least_secret) continue;
        const std::set<std::string> forms{std::string(line), url_escaped_secret(line), json_escaped_secret(line)};
        secrets_.insert(forms.begin(), forms.end());
    }
}

std::string Scrubber::scrubbed_line(std::string line) const {
    for (const std::string& secret : secrets_)
        for (auto at = line.find(secret); at != line.npos; at = line.find(secret, at + scrubbed_mark.size()))
            line.replace(at, secret.size(), scrubbed_mark);
    for (const Rule& rule : rules())
        RE2::GlobalReplace(&line, *rule.wrong, rule.instead);
    return without_random_words(line);
}

std::string Scrubber::scrubbed(std::string_view text) const {
    std::string out;
    bool in_pem = false;
    std::optional<ValueBelow> open;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        std::string line(text.substr(0, end));
        text.remove_prefix(end);
        const bool ends = line.ends_with('\n');
        if (ends) line.pop_back();
        if (in_pem || line.find("-----BEGIN ") != line.npos) {
            in_pem = line.find("-----END ") == line.npos;
            if (in_pem) continue;
            line = scrubbed_mark;
        } else if (open && open->holds(line)) {
            const auto deep = open->depth(line);
            const bool closes = open->quote != 0 && line.find(open->quote) != line.npos;
            line = deep == line.size() ? line : line.substr(0, deep) + std::string(scrubbed_mark);
            if (closes) open.reset();
        } else {
            open = remove_value_of_key(line);
            line = scrubbed_line(std::move(line));
        }
        out += line;
        if (ends) out += '\n';
    }
    return out;
}

}  // namespace ecdsnap::cli
