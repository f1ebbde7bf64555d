// The files with policies: those of a folder and what they include, each read once.
#pragma once

#include "adapters/yaml/policy_reader.hpp"
#include "adapters/yaml/yaml_value.hpp"

#include <deque>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

struct PolicyFile {
    FileReport report;  // its name is report.file
    YamlNode root;      // null: it is empty or breaks off in a syntax error
    std::vector<const PolicyFile*> includes;
};

class PolicyFiles {
public:
    // Problems go to `set`, which must outlive this.
    explicit PolicyFiles(PolicySet& set) : set_(&set) {}

    // With all that it includes.
    void add(const std::filesystem::path& file);
    // As if `text` stood in a file of that name.
    void add_text(std::string_view text, const std::filesystem::path& file);

    // In the order in which they were found; they stay where they are.
    std::deque<PolicyFile>& files() { return files_; }

private:
    PolicyFile* read(const std::filesystem::path& file);
    void read_includes(PolicyFile& file, const std::filesystem::path& path);
    void include(PolicyFile& by, const YamlValue& named, const std::filesystem::path& path);

    PolicySet* set_;
    std::deque<PolicyFile> files_;
    std::map<std::filesystem::path, PolicyFile*> known_;  // by canonical path; null: it cannot be read
    std::vector<std::filesystem::path> including_;        // from the folder's file inwards, canonical
};

}  // namespace ecdsnap::adapters
