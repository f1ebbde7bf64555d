// A folder with configuration files for one test, and the machine as the readers see it: real zones, real file modes.
#pragma once

#include "adapters/ical/calendar_file.hpp"
#include "adapters/system/time_zones.hpp"
#include "adapters/yaml/policy_reader.hpp"
#include "adapters/yaml/settings_reader.hpp"
#include "printing.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace ecdsnap::tests {

inline adapters::ConfigEnvironment this_machine() {
    adapters::ConfigEnvironment environment;
    environment.load_zone = adapters::load_time_zone;
    environment.load_calendar = [](const std::filesystem::path& file, const absl::TimeZone& zone) {
        return adapters::load_ical(file, zone, adapters::load_time_zone);
    };
    environment.secret_file_problem = [](const std::filesystem::path& file) -> std::optional<core::TextError> {
        struct stat found {};
        if (stat(file.c_str(), &found) != 0) return core::TextError{0, "does not exist", {}, {}};
        if ((found.st_mode & 0077U) == 0) return std::nullopt;
        return core::TextError{0,
                               fmt::format("can be read by others (mode {:04o})", found.st_mode & 07777U),
                               {},
                               fmt::format("run `chmod 600 {}`", file.string())};
    };
    return environment;
}

inline std::string file_text(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

class ConfigFolder {
public:
    ConfigFolder() {
        auto pattern = (std::filesystem::temp_directory_path() / "ecdsnap-config-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the test");
        path_ = pattern;
    }
    ~ConfigFolder() { std::filesystem::remove_all(path_); }
    ConfigFolder(const ConfigFolder&) = delete;
    ConfigFolder& operator=(const ConfigFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
    }

    adapters::ConfigResult load() const { return adapters::load_config(path_ / "ecdsnapd.yaml", this_machine()); }

    // The problems as a person sees them, with names relative to the folder; none when the configuration is good.
    Lines problems() const {
        const auto loaded = load();
        return loaded ? Lines{} : texts(loaded.error());
    }

    Lines texts(const std::vector<adapters::ConfigProblem>& problems) const {
        Lines lines;
        for (const auto& problem : problems) {
            auto line = adapters::text(problem);
            for (std::size_t at = 0; (at = line.find(path_.string() + "/", at)) != std::string::npos;)
                line.erase(at, path_.string().size() + 1);
            lines.push_back(std::move(line));
        }
        return lines;
    }

private:
    std::filesystem::path path_;
};

}  // namespace ecdsnap::tests
