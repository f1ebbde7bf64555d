// A JSON object read key by key; the first problem is remembered, keys that nobody asked for are one.
#pragma once

#include "emulator/amounts.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ecdsnap::emulator {

class JsonBody {
public:
    explicit JsonBody(const std::string& text);

    std::optional<std::string> text(const std::string& key);
    std::optional<double> number(const std::string& key);
    std::optional<bool> truth(const std::string& key);
    std::optional<std::vector<std::string>> texts(const std::string& key);  // a list, or one text

    void fail(std::string problem);
    std::optional<Problem> finish();

private:
    const nlohmann::json* find(const std::string& key);

    nlohmann::json json_;
    std::set<std::string> asked_;
    std::optional<Problem> problem_;
};

}  // namespace ecdsnap::emulator
