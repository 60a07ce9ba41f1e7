// The replica set of compose.yaml: made once, and waited for. Run by mongosh.
const members = ['mongo1:27017', 'mongo2:27017', 'mongo3:27017'];
try {
  rs.status();
} catch (error) {
  if (error.codeName !== 'NotYetInitialized')
    throw error;
  rs.initiate({ _id: 'rs0', members: members.map((host, i) => ({ _id: i, host })) });
}
while (!rs.status().members.some(member => member.stateStr === 'PRIMARY'))
  sleep(500);
