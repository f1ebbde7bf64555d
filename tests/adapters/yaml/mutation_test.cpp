// Good files, damaged at random (by a fixed seed): reading never crashes, and no key that does not exist is accepted.
#include "config_folder.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using namespace ecdsnap::tests;

namespace {

const std::filesystem::path source_dir = ECDSNAP_SOURCE_DIR;

const char* const samples[] = {"policies/nightly.yaml", "policies/every-key.yaml", "policies/hours-of-work.yaml",
                               "policies/two-offices.yaml"};

PolicySet read(const std::string& content) {
    PolicySet set;
    read_policies(content, "p.yaml", this_machine(), set);
    return set;
}

class Damage {
public:
    explicit Damage(std::uint32_t seed) : random_(seed) {}

    std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(random_); }

    void apply(std::string& content) {
        static const std::string pieces[] = {"{",     "}",      "[",  "]",    ":",   ": ",   "- ",
                                             "\n",    "\t",     "\"", "'",    "&a ", "*a",   "!x ",
                                             "|",     ">",      "%",  "#",    "~",   "\xff", std::string(1, '\0'),
                                             "---\n", "\u4e2d", "? ", "<<: ", ",",   "\\",   "null"};
        const auto at = below(content.size() + 1);
        switch (below(4)) {
            case 0: content.insert(at, pieces[below(std::size(pieces))]); break;
            case 1: content.erase(at, 1 + below(8)); break;
            case 2: content.insert(at, content.substr(below(content.size() + 1), below(40))); break;
            default:
                if (at < content.size()) content[at] = static_cast<char>(below(256));
        }
    }

private:
    std::mt19937 random_;
};

}  // namespace

TEST_CASE("damaged files are read to a result, and each refusal has words") {
    Damage damage(2024);
    int refused = 0;
    int accepted = 0;
    for (int i = 0; i < 1'000; ++i) {
        auto content = file_text(source_dir / samples[damage.below(std::size(samples))]);
        for (auto count = 1 + damage.below(3); count > 0; --count)
            damage.apply(content);
        const auto set = read(content);
        for (const auto& problem : set.problems)
            if (problem.problem.empty() || problem.file != "p.yaml") FAIL_CHECK(content);
        for (const auto& policy : set.policies)
            if (!core::check_policy(policy).empty()) FAIL_CHECK(content);
        (set.problems.empty() ? accepted : refused) += 1;
    }
    CHECK(refused > 200);  // the damage is real
    CHECK(accepted > 50);  // and not always fatal: comments, for one, may change
}

TEST_CASE("a key that does not exist is refused wherever it stands") {
    int inserted = 0;
    const auto check = [&](const std::string& changed) {
        const auto set = read(changed);
        if (set.problems.size() != 1 || set.problems[0].problem != "unknown key") FAIL_CHECK(changed);
        ++inserted;
    };
    for (const auto* sample : samples) {
        const auto content = file_text(source_dir / sample);
        for (std::size_t line = 0; line < content.size(); line = content.find('\n', line) + 1) {
            const auto key = content.find_first_not_of(" -", line);
            const auto words = content.substr(line, content.find('\n', line) - line);
            if (content[key] == '#' || content[key] == '\n') continue;
            // Before the key of this line, at the same depth ...
            auto changed = content;
            changed.insert(key, "zzz: 1\n" + std::string(key - line, ' '));
            check(changed);
            // ... and as the first one of each mapping in braces on it, but for tags: they may be called anything.
            for (auto brace = words.find(": {"); brace != std::string::npos; brace = words.find(": {", brace + 1)) {
                if (words.substr(0, brace).ends_with("tags")) continue;
                changed = content;
                changed.insert(line + brace + 3, "zzz: 1, ");
                check(changed);
            }
        }
    }
    CHECK(inserted > 50);
}
