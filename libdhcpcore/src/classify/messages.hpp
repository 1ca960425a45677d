/// @file
/// Every message about classes and their expressions. Identifiers and levels are those that operators know
/// from Kea; the words are ours.
/// @floor classify
#pragma once

#include "dhcpcore/log.hpp"

namespace dhcp::eval_messages {

#define DHCP_EVAL_MESSAGE(name, id, format)                     \
  inline constexpr LogMessage name {                            \
    "EVAL_DEBUG_" id, LogComponent::eval, log_debug(55), format \
  }

// clang-format off
// --- the steps of an evaluation -------------------------------------------------------------------------
// {0} is the query's label, {1} the subject (what was looked up, a class, a pattern, the step to go on at),
// {2} the values taken from the stack in the order taken, {3} what was left there.
DHCP_EVAL_MESSAGE(string,                      "STRING",                      "{0}: literal {3}");
DHCP_EVAL_MESSAGE(hex_string,                  "HEXSTRING",                   "{0}: hexadecimal literal {3}");
DHCP_EVAL_MESSAGE(address,                     "IPADDRESS",                   "{0}: address literal {3}");
DHCP_EVAL_MESSAGE(option,                      "OPTION",                      "{0}: {1} is {3}");
DHCP_EVAL_MESSAGE(sub_option,                  "SUB_OPTION",                  "{0}: {1} is {3}");
DHCP_EVAL_MESSAGE(sub_option_no_option,        "SUB_OPTION_NO_OPTION",        "{0}: {1} is {3}, the outer option is absent");
DHCP_EVAL_MESSAGE(relay6,                      "RELAY6",                      "{0}: {1} is {3}");
DHCP_EVAL_MESSAGE(relay6_range,                "RELAY6_RANGE",                "{0}: {1} is {3}, there is no such relay");
DHCP_EVAL_MESSAGE(packet,                      "PKT",                         "{0}: {1} is {3}");
DHCP_EVAL_MESSAGE(packet4,                     "PKT4",                        "{0}: {1} is {3}");
DHCP_EVAL_MESSAGE(packet6,                     "PKT6",                        "{0}: {1} is {3}");
DHCP_EVAL_MESSAGE(vendor_exists,               "VENDOR_EXISTS",               "{0}: {1} is there, {3}");
DHCP_EVAL_MESSAGE(vendor_enterprise,           "VENDOR_ENTERPRISE_ID",        "{0}: {1} is {3}");
DHCP_EVAL_MESSAGE(vendor_mismatch,             "VENDOR_ENTERPRISE_ID_MISMATCH", "{0}: {1} is {3}, the option is another enterprise's");
DHCP_EVAL_MESSAGE(vendor_no_option,            "VENDOR_NO_OPTION",            "{0}: {1} is {3}, there is no vendor option");
DHCP_EVAL_MESSAGE(vendor_class_exists,         "VENDOR_CLASS_EXISTS",         "{0}: {1} is there, {3}");
DHCP_EVAL_MESSAGE(vendor_class_enterprise,     "VENDOR_CLASS_ENTERPRISE_ID",  "{0}: {1} is {3}");
DHCP_EVAL_MESSAGE(vendor_class_mismatch,       "VENDOR_CLASS_ENTERPRISE_ID_MISMATCH", "{0}: {1} is {3}, the option is another enterprise's");
DHCP_EVAL_MESSAGE(vendor_class_no_option,      "VENDOR_CLASS_NO_OPTION",      "{0}: {1} is {3}, there is no vendor class option");
DHCP_EVAL_MESSAGE(vendor_class_data,           "VENDOR_CLASS_DATA",           "{0}: {1} is {3}");
DHCP_EVAL_MESSAGE(vendor_class_data_not_found, "VENDOR_CLASS_DATA_NOT_FOUND", "{0}: {1} is {3}, the option has fewer data fields");
DHCP_EVAL_MESSAGE(member,                      "MEMBER",                      "{0}: whether in class '{1}': {3}");
DHCP_EVAL_MESSAGE(equal,                       "EQUAL",                       "{0}: {2} compared: {3}");
DHCP_EVAL_MESSAGE(match,                       "MATCH",                       "{0}: {2} matched with '{1}': {3}");
DHCP_EVAL_MESSAGE(negation,                    "NOT",                         "{0}: {2} negated: {3}");
DHCP_EVAL_MESSAGE(keep_false,                  "POP_OR_BRANCH_FALSE",         "{0}: false stays, on to step {1}");
DHCP_EVAL_MESSAGE(keep_true,                   "POP_OR_BRANCH_TRUE",          "{0}: true stays, on to step {1}");
DHCP_EVAL_MESSAGE(branch_if_false,             "POP_AND_BRANCH_FALSE",        "{0}: false, on to step {1}");
DHCP_EVAL_MESSAGE(branch,                      "BRANCH",                      "{0}: on to step {1}");
DHCP_EVAL_MESSAGE(concat,                      "CONCAT",                      "{0}: {2} joined, last part first: {3}");
DHCP_EVAL_MESSAGE(substring,                   "SUBSTRING",                   "{0}: part (length, start, of) {2}: {3}");
DHCP_EVAL_MESSAGE(substring_empty,             "SUBSTRING_EMPTY",             "{0}: part (length, start, of) {2}: {3}, the value is empty");
DHCP_EVAL_MESSAGE(substring_range,             "SUBSTRING_RANGE",             "{0}: part (length, start, of) {2}: {3}, it would start outside");
DHCP_EVAL_MESSAGE(split,                       "SPLIT",                       "{0}: field (number, delimiters, of) {2}: {3}");
DHCP_EVAL_MESSAGE(split_empty,                 "SPLIT_EMPTY",                 "{0}: field (number, delimiters, of) {2}: {3}, the value is empty");
DHCP_EVAL_MESSAGE(split_delimiters_empty,      "SPLIT_DELIM_EMPTY",           "{0}: field (number, delimiters, of) {2}: {3}, there are no delimiters");
DHCP_EVAL_MESSAGE(split_range,                 "SPLIT_FIELD_OUT_OF_RANGE",    "{0}: field (number, delimiters, of) {2}: {3}, there is no such field");
DHCP_EVAL_MESSAGE(lower_case,                  "LCASE",                       "{0}: {2} in lower case: {3}");
DHCP_EVAL_MESSAGE(upper_case,                  "UCASE",                       "{0}: {2} in upper case: {3}");
DHCP_EVAL_MESSAGE(to_hex_string,               "TOHEXSTRING",                 "{0}: digits (separator, of) {2}: {3}");
DHCP_EVAL_MESSAGE(address_to_text,             "IPADDRESSTOTEXT",             "{0}: address {2} as text: {3}");
DHCP_EVAL_MESSAGE(int8_to_text,                "INT8TOTEXT",                  "{0}: int8 {2} as text: {3}");
DHCP_EVAL_MESSAGE(int16_to_text,               "INT16TOTEXT",                 "{0}: int16 {2} as text: {3}");
DHCP_EVAL_MESSAGE(int32_to_text,               "INT32TOTEXT",                 "{0}: int32 {2} as text: {3}");
DHCP_EVAL_MESSAGE(uint8_to_text,               "UINT8TOTEXT",                 "{0}: uint8 {2} as text: {3}");
DHCP_EVAL_MESSAGE(uint16_to_text,              "UINT16TOTEXT",                "{0}: uint16 {2} as text: {3}");
DHCP_EVAL_MESSAGE(uint32_to_text,              "UINT32TOTEXT",                "{0}: uint32 {2} as text: {3}");

#undef DHCP_EVAL_MESSAGE

// --- classes: {} are the query's label, the class, and the value or what went wrong ---------------------
inline constexpr LogMessage result{"DHCPSRV_EVAL_RESULT", LogComponent::dhcpsrv, log_debug(50),
                                   "{}: class '{}' is {}"};
inline constexpr LogMessage error{"DHCPSRV_EVAL_ERROR", LogComponent::dhcpsrv, log_error,
                                  "{}: class '{}' could not be evaluated: {}"};
inline constexpr LogMessage template_result{"DHCPSRV_TEMPLATE_EVAL_RESULT", LogComponent::dhcpsrv, log_debug(50),
                                            "{}: template '{}' gives {}"};
inline constexpr LogMessage template_error{"DHCPSRV_TEMPLATE_EVAL_ERROR", LogComponent::dhcpsrv, log_error,
                                           "{}: template '{}' could not be evaluated: {}"};
// clang-format on

}  // namespace dhcp::eval_messages
