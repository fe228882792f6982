#pragma once

#include <string>

namespace dmp::server {

/// A small page for people, complete without script and without any other file: what is wrong and what to do.
std::string message_page(const std::string& title, const std::string& detail);

/// The page at / of a program that was built without the dashboard: where the figures are.
std::string page_without_dashboard(const std::string& edition_title);

}  // namespace dmp::server
