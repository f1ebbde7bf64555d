// Those who hand out keys, on loopback: STS, the metadata service of an ECS instance, a credentials URI. They check what
// they get, and what they give depends on it; STS checks signatures by Alibaba's own function.
import {createServer} from 'node:http';
import openApiUtil from '@alicloud/openapi-util';

export const users = {LTAIuser: 'user-secret', LTAIother: 'other-secret'};
const expiration = () => new Date(Date.now() + 3600e3).toISOString().replace(/\.\d+/, '');
const key = (id, more) => ({AccessKeyId: id, AccessKeySecret: `secret of ${id}`.replaceAll(' ', '-'),
                            SecurityToken: `token/of+${id}==`, Expiration: expiration(), ...more});

class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, {status, code});
  }
}
const demand = (condition, code, message, status = 400) => {
  if (!condition) throw new Refusal(status, code, message);
};

// Whoever asks must be a user, or have been given the key by this STS.
function caller(query, given) {
  const secret = users[query.AccessKeyId] ?? given.get(query.AccessKeyId)?.AccessKeySecret;
  demand(secret, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.', 404);
  const token = given.get(query.AccessKeyId)?.SecurityToken;
  demand(query.SecurityToken === token, 'InvalidSecurityToken.Malformed', 'The token is not that of the key.');
  return secret;
}

function checkSignature(query, form, secret) {
  const {Signature, ...signed} = {...query, ...form};
  const wanted = openApiUtil.default.getRPCSignature(signed, 'POST', secret);
  demand(Signature === wanted, 'SignatureDoesNotMatch', 'Specified signature does not match. server string to sign is:x');
  demand(query.SignatureMethod === 'HMAC-SHA1' && query.SignatureVersion === '1.0', 'InvalidParameter', 'method');
  demand(/^.{8,}$/.test(query.SignatureNonce), 'InvalidParameter', 'nonce');
}

function checkCommon(query, form) {
  demand(query.Version === '2015-04-01' && query.Format === 'JSON', 'InvalidVersion', 'version');
  demand(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(query.Timestamp) &&
         Math.abs(Date.now() - Date.parse(query.Timestamp)) < 60e3, 'InvalidTimeStamp.Expired', 'date');
  demand(/^acs:ram::\d+:role\/[\w-]+$/.test(form.RoleArn), 'InvalidParameter.RoleArn', 'role');
  demand(/^[\w.@-]{2,64}$/.test(form.RoleSessionName), 'InvalidParameter.RoleSessionName', 'session');
  demand(form.DurationSeconds >= 900 && form.DurationSeconds <= 43200, 'InvalidParameter.DurationSeconds', 'duration');
}

const role = form => form.RoleArn.replace(/^.*\//, '');

function assumeRole(query, form, given) {
  checkSignature(query, form, caller(query, given));
  demand(role(form) !== 'forbidden', 'NoPermission', 'You are not authorized to do this action.', 403);
  demand(role(form) !== 'absent', 'EntityNotExist.Role', 'The role not exists.', 404);
  demand(role(form) !== 'stranger' || form.ExternalId, 'NoPermission', 'external id', 403);
  return key(`STS.${role(form)}.by.${query.AccessKeyId}.${form.DurationSeconds}${form.Policy ? '.less' : ''}`);
}

function assumeRoleWithOidc(query, form) {
  for (const name of ['AccessKeyId', 'Signature', 'SignatureNonce'])
    demand(!(name in query), 'InvalidParameter', `${name} in a call that is not signed`);
  demand(form.OIDCToken.trim() === 'good-jwt', 'AuthenticationFail.OIDCToken.Expired', 'The token is expired.');
  demand(form.OIDCProviderArn === 'acs:ram::1:oidc-provider/k8s', 'EntityNotExist.OIDCProvider', 'provider', 404);
  return key(`STS.${role(form)}.by.oidc.${form.DurationSeconds}`);
}

function sts(state) {
  return (request, body) => {
    const url = new URL(request.url, 'http://x');
    demand(request.method === 'POST' && url.pathname === '/', 'InvalidAction', 'POST /');
    demand(request.headers['content-type'] === 'application/x-www-form-urlencoded', 'InvalidParameter', 'form');
    state.hosts.push(request.headers.host);
    const query = Object.fromEntries(url.searchParams), form = Object.fromEntries(new URLSearchParams(body));
    checkCommon(query, form);
    const actions = {AssumeRole: assumeRole, AssumeRoleWithOIDC: assumeRoleWithOidc};
    demand(actions[query.Action], 'InvalidAction.NotFound', 'action');
    const made = actions[query.Action](query, form, state.given);
    state.given.set(made.AccessKeyId, made);
    return {RequestId: 'R', Credentials: made};
  };
}

// `metadata` of the case: {token: false: version 1 only; role: none, or a name; broken: a body}
function metadata(state) {
  const folder = '/latest/meta-data/ram/security-credentials/';
  return request => {
    const how = state.metadata ?? {};
    demand(!request.headers['x-forwarded-for'], 'Forbidden', 'a proxy', 403);
    if (request.method === 'PUT') {
      demand(request.url === '/latest/api/token' && how.token !== false, 'NotFound', '', 404);
      const seconds = Number(request.headers['x-aliyun-ecs-metadata-token-ttl-seconds']);
      demand(seconds >= 1 && seconds <= 21600, 'BadRequest', 'ttl');
      return 'a-token';
    }
    const token = request.headers['x-aliyun-ecs-metadata-token'];
    demand(how.hardened ? token === 'a-token' : token === undefined || token === 'a-token', 'Forbidden', '', 403);
    demand(how.role, 'NotFound', '', 404);
    if (request.url === folder) return `${how.role}\n`;
    demand(request.url === folder + how.role, 'NotFound', '', 404);
    return how.broken ?? key(`STS.${how.role}`, {Code: 'Success', LastUpdated: '2026-01-01T00:00:00Z'});
  };
}

function uri(state) {
  return request => {
    demand(request.method === 'GET', 'BadRequest', 'GET');
    const answers = {
      '/good': () => key('STS.uri', {Code: 'Success'}), '/plain': () => key('STS.uri'), '/refused': () => ({Code: 'Failed'}),
      '/half': () => ({...key('STS.uri', {Code: 'Success'}), SecurityToken: undefined}), '/html': () => '<html>'
    };
    demand(answers[request.url], 'NotFound', '', 404);
    return answers[request.url]();
  };
}

function listen(answer) {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    try {
      const made = answer(request, body);
      response.end(typeof made === 'string' ? made : JSON.stringify(made));
    } catch (refusal) {
      response.statusCode = refusal.status ?? 500;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({Code: refusal.code ?? 'Broken', Message: refusal.message, RequestId: 'R'}));
    }
  });
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

// {state, sts, metadata, uri: 'host:port' each, close()}; `state` is renewed by each case.
export async function startKeyServers() {
  const state = {given: new Map(), hosts: [], metadata: undefined};
  const servers = {sts: await listen(sts(state)), metadata: await listen(metadata(state)), uri: await listen(uri(state))};
  const places =
    Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, `127.0.0.1:${server.address().port}`]));
  return {state, ...places, close: () => Object.values(servers).forEach(server => server.close())};
}
