// The main configuration file, beside one good policy: it loads, or each problem says where and why.
#include "adapters/yaml/settings_reader.hpp"
#include "fuzz/config_checks.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace ecdsnap::fuzz {
namespace {

// Goes with the process, unless that crashes.
struct Folder {
    std::filesystem::path path;

    Folder() {
        auto pattern = (std::filesystem::temp_directory_path() / "ecdsnap-fuzz-XXXXXX").string();
        holds(mkdtemp(pattern.data()) != nullptr, "there is a folder");
        path = pattern;
        std::filesystem::create_directory(path / "policies.d");
        std::ofstream(path / "policies.d/p.yaml") << "policies:\n  - name: nightly\n    select: {name: \"*\"}\n"
                                                     "    schedule: {cron: \"0 2 * * *\"}\n";
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

}  // namespace

void check(std::string_view input) {
    static const Folder folder;
    const auto file = folder.path / "ecdsnapd.yaml";
    std::ofstream(file, std::ios::binary | std::ios::trunc) << input;
    const auto loaded = adapters::load_config(file, any_machine());
    if (!loaded) {
        holds(!loaded.error().empty(), "a refused configuration has a problem");
        check_problems(loaded.error(), file.string(), input);
        return;
    }
    check_problems(loaded->warnings, file.string(), input);
    holds(!loaded->settings.accounts.empty(), "a configuration has an account");
    holds(loaded->files.size() >= 2 && loaded->files.front() == file, "the main file comes first, then a policy");
    holds(!loaded->policies.empty(), "the policies are there");
}

}  // namespace ecdsnap::fuzz
